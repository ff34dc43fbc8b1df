import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { encode, explain, layersEncoder, meanDifference } from '@csm/core';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { gradient, integratedGradients } from '@csm/explainers';
import { imageVae, trainVae } from '@csm/models';
import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { blurIntegratedGradients } from './blur-integrated-gradients.js';

await setBackend('wasm');
const faces = syntheticFaces({ count: 1000, size: 32, seed: 1 });
const vae = imageVae({ size: 32 });
await trainVae(vae, faces.images, { epochs: 5, batchSize: 16, learningRate: 3e-3, klWeight: 1e-3 });
const encoder = layersEncoder(vae.encoder);

const methods = [
  gradient(),
  integratedGradients({ baseline: meanSample(faces.images), steps: 20 }),
  blurIntegratedGradients({ maxSigma: 8, steps: 20 }),
];
const rows = [];
for (const attribute of ['Wearing_Hat', 'Eyeglasses'] as const) {
  const column = faces.attributeNames.indexOf(attribute);
  const facesWhere = (value: number) =>
    Array.from({ length: 1000 }, (_, i) => i).filter((i) => faces.attributes.get(i, column) === value);
  const latents = (value: number) => encode(encoder, selectSamples(faces.images, facesWhere(value)));
  const concept = meanDifference(attribute, await latents(1), await latents(0));

  const [face = 0] = facesWhere(1);
  const image = selectSamples(faces.images, [face]);
  const cells = [{ image: renderImage(image.pick(0)), outline: faces.mask(face, attribute) }];
  for (const method of methods) {
    const { maps } = await explain(encoder, concept, image, method);
    cells.push({ image: renderMap(maps.pick(0)), outline: faces.mask(face, attribute) });
  }
  rows.push({ label: attribute.replace('_', ' '), cells });
}
const columns = ['face', ...methods.map(({ name }) => name)];
await writePng('out/custom-explainer/maps.png', await rasterize(panel({ columns, rows })));
console.log('out/custom-explainer/maps.png');
