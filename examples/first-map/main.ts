import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { integratedGradients } from '@csm/explainers';
import { imageVae, trainVae } from '@csm/models';
import { renderImage, renderMap, upscale } from '@csm/render';
import { writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');

// Data and a model: synthetic faces, and a small VAE trained on them for half a minute. Use your own instead.
const { images, attributes, attributeNames } = syntheticFaces({ count: 1500, size: 32, seed: 1 });
const vae = imageVae({ size: 32 });
await trainVae(vae, images, { epochs: 4, batchSize: 16, learningRate: 3e-3, klWeight: 1e-3 });

// A concept: the mean latent of faces with a hat minus that of the others.
const faces = Array.from({ length: 1500 }, (_, face) => face);
const column = attributeNames.indexOf('Wearing_Hat');
const withHat = faces.filter((face) => attributes.get(face, column) === 1);
const without = faces.filter((face) => attributes.get(face, column) === 0);
const encoder = layersEncoder(vae.encoder);
const hat = meanDifference(
  'Wearing_Hat',
  await encode(encoder, selectSamples(images, withHat)),
  await encode(encoder, selectSamples(images, without)),
);

// Which pixels of the first face mean "wearing a hat"? The map adds up to the face's score minus that of the mean face.
const pair = selectSamples(images, [withHat[0]!, without[0]!]);
const explainer = integratedGradients({ baseline: meanSample(images), steps: 20 });
const { scores, maps } = await explain(encoder, hat, pair, explainer);

console.log(`concept score: ${scores.get(0).toFixed(2)} with a hat, ${scores.get(1).toFixed(2)} without`);
await writePng('out/first-map/face.png', upscale(renderImage(pair.pick(0)), 8));
await writePng('out/first-map/map.png', upscale(renderMap(maps.pick(0)), 8));
