import { writeFile } from 'node:fs/promises';
import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, layersEncoder, meanDifference } from '@csm/core';
import { type FaceAttribute, meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { certificateToJson, certify } from '@csm/evaluate';
import { integratedGradients } from '@csm/explainers';
import { imageVae, trainVae } from '@csm/models';
import { certificateFigure } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';

await setBackend('wasm');

// Data and a model. Use your own instead.
const { images, attributes, attributeNames } = syntheticFaces({ count: 1200, size: 32, seed: 1 });
const vae = imageVae({ size: 32 });
await trainVae(vae, images, { epochs: 4, batchSize: 16, learningRate: 3e-3, klWeight: 1e-3 });
const encoder = layersEncoder(vae.encoder);

const hasLabel = (name: FaceAttribute, face: number) =>
  attributes.get(face, attributeNames.indexOf(name)) === 1;
const facesWith = (label: boolean, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i).filter(
    (face) => hasLabel('Eyeglasses', face) === label,
  );
const pictures = (faces: readonly number[]) => selectSamples(images, faces);

// The vector is computed from the first 800 faces. The examples and the explained faces are other faces.
const glasses = meanDifference(
  'Eyeglasses',
  await encode(encoder, pictures(facesWith(true, 0, 800))),
  await encode(encoder, pictures(facesWith(false, 0, 800))),
);
const positives = facesWith(true, 800, 1150).slice(0, 50);
const negatives = facesWith(false, 800, 1150).slice(0, 50);
const labelOf = (name: FaceAttribute) => ({
  positives: positives.map((face) => hasLabel(name, face)),
  negatives: negatives.map((face) => hasLabel(name, face)),
});
const others = attributeNames.filter((name) => name !== 'Eyeglasses');

const certificate = await certify({
  encoder,
  concept: glasses,
  positives: pictures(positives),
  negatives: pictures(negatives),
  labels: Object.fromEntries(others.map((name) => [name, labelOf(name)])),
  inputs: pictures(facesWith(true, 1150, 1200).slice(0, 3)),
  explainer: integratedGradients({ baseline: meanSample(images), steps: 20 }),
  decoder: vae.decoder,
});
console.log(certificate.verdict);
for (const reason of certificate.reasons) console.log(reason);

const figure = certificateFigure(certificate);
await writeSvg('out/certify/glasses.svg', figure);
await writePng('out/certify/glasses.png', await rasterize(figure));
await writeFile('out/certify/glasses.json', certificateToJson(certificate));
