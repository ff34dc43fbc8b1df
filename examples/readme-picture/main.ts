// Makes the picture of the README: trains a VAE on synthetic faces (five minutes on two cores), and certifies the maps of four concepts.
//   npx tsx examples/readme-picture/main.ts
import '@csm/wasm'; // fast gradients for tfjs' wasm backend
import { parseArgs } from 'node:util';
import { encode, explain, layersEncoder } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import { setBackend } from '@tensorflow/tfjs-core';
import {
  certificateFiles,
  verdictText,
  writeCertificate,
} from '../../packages/cli/src/experiments/certificate-files.js';
import { nativeEncoder } from '../../packages/cli/src/models/native-encoder.js';
import { certifyMaps } from '../../support/drawn-faces/certify-maps.js';
import { drawFaces, facesWith } from '../../support/drawn-faces/faces.js';
import { trainOrLoad } from '../../support/drawn-faces/model.js';
import { settings as quickstart } from '../../support/drawn-faces/settings.js';
import { conceptsFigure, type ShownConcept } from './figure.js';
import { makeConcept, methodsOf } from './methods.js';

/** All numbers of the picture. The faces have twice the height and width of those of `npm start`. */
const settings = { ...quickstart, size: 64, epochs: 8, filters: [16, 32, 32, 32], integrationSteps: 20 };
/** The concepts of the picture, from top to bottom. The last one contains another concept. */
const SHOWN = ['Eyeglasses', 'Bushy_Eyebrows', 'Bald', 'Mouth_Slightly_Open'] as const;

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'out/readme-picture' } },
});
const abort = new AbortController();
process.once('SIGINT', () => abort.abort(new Error('stopped by Ctrl+C')));
const { signal } = abort;

await setBackend('wasm');
const faces = drawFaces(settings);
const { heldOut } = faces;
const { vae } = await trainOrLoad(options.out, faces.training.images, settings, signal);
const native = await nativeEncoder(layersEncoder(vae.encoder));
const { encoder } = native;
const training = await encode(encoder, faces.training.images, { batchSize: 64, signal });
const latents = await encode(encoder, heldOut.images, { batchSize: 64, signal });

const shown: ShownConcept[] = [];
for (const name of SHOWN) {
  const { concept, negatives } = makeConcept(name, faces, training);
  const { counterfactual, agreement } = methodsOf(vae.decoder, faces, name, negatives, settings);
  // The face with the third highest score of those that have the concept, as in the paper's figure.
  const score = (face: number) => concept.vector.reduce((sum, v, k) => sum + v * latents.get(face, k), 0);
  const [, , face = 0] = facesWith(heldOut, name, true).sort((a, b) => score(b) - score(a));
  const maps = [];
  for (const method of [counterfactual, agreement]) {
    const explanation = await explain(encoder, concept, selectSamples(heldOut.images, [face]), method, {
      signal,
    });
    maps.push(explanation.maps.pick(0));
  }
  const certificate = await certifyMaps(concept, agreement, { encoder, decoder: vae.decoder, faces }, signal);
  console.log(verdictText(certificate));
  await writeCertificate(`${options.out}/${name}`, certificateFiles(certificate));
  shown.push({
    ...{ name: name.replaceAll('_', ' '), face: heldOut.images.pick(face), mask: heldOut.mask(face, name) },
    ...{ maps, certificate },
  });
}
await native.dispose();

const svg = conceptsFigure(shown);
await writeSvg(`${options.out}/picture.svg`, svg);
await writePng(`${options.out}/picture.png`, await rasterize(svg));
console.log(`${options.out}/picture.png`);
