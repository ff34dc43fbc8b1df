import '@csm/wasm';
import { mkdir, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { encode, layersEncoder } from '@csm/core';
import { setBackend } from '@tensorflow/tfjs-core';
import {
  certificateFiles,
  verdictText,
  writeCertificate,
} from '../../packages/cli/src/experiments/certificate-files.js';
import { nativeEncoder } from '../../packages/cli/src/models/native-encoder.js';
import { certifyMaps } from '../../support/drawn-faces/certify-maps.js';
import { drawFaces } from '../../support/drawn-faces/faces.js';
import { trainOrLoad } from '../../support/drawn-faces/model.js';
import { settings } from '../../support/drawn-faces/settings.js';
import { writeText } from '../../support/write-text.js';
import { CERTIFIED } from './certificates.js';
import { evaluateConcept, makeConcepts } from './evaluate.js';
import { drawPanel } from './figure.js';
import { methodsFor } from './methods.js';
import { incompleteNote, reportJson, resultsTable, summarise } from './results.js';

const { values: options } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/quickstart' },
    retrain: { type: 'boolean', default: false },
  },
});
const abort = new AbortController();
process.once('SIGINT', () =>
  abort.abort(new Error('stopped by Ctrl+C; the next run starts again from the beginning')),
);

const began = performance.now();
await setBackend('wasm');
await mkdir(options.out, { recursive: true });
if (options.retrain) await rm(`${options.out}/model.json`, { force: true });

const faces = drawFaces(settings);
const { vae, history } = await trainOrLoad(options.out, faces.training.images, settings, abort.signal);
const native = await nativeEncoder(layersEncoder(vae.encoder));
const { encoder } = native;
const concepts = await makeConcepts(encoder, faces, abort.signal);

const latents = await encode(encoder, faces.heldOut.images, { batchSize: 64, signal: abort.signal });
const results = [];
const examples = [];
const certificates = [];
const certificatePaths = [];
const model = { encoder, decoder: vae.decoder, faces };
for (const [i, { concept, negatives }] of concepts.entries()) {
  const methods = methodsFor(vae.decoder, faces, negatives, settings);
  console.log(`Maps: ${concept.name} (${i + 1} of ${concepts.length}) …`);
  const evaluated = await evaluateConcept(encoder, concept, faces, latents, methods, settings, abort.signal);
  results.push(evaluated.result);
  examples.push(evaluated.example);
  for (const { method, file } of CERTIFIED.filter((certified) => certified.concept === concept.name)) {
    const explainer = methods.find(({ name }) => name === method)!;
    const certificate = await certifyMaps(concept, explainer, model, abort.signal);
    certificates.push(certificate);
    certificatePaths.push(
      ...(await writeCertificate(`${options.out}/${file}`, certificateFiles(certificate))),
    );
  }
}

await native.dispose();
await drawPanel(options.out, faces, examples);
const seconds = (performance.now() - began) / 1000;
const summary = summarise(results);
const report = { settings, history, concepts: results, summary, seconds };
await writeText(`${options.out}/results.json`, reportJson(report));

console.log(`\n${resultsTable(results, summary)}`);
const note = incompleteNote(results, settings.integrationSteps);
if (note) console.log(`\n${note}`);
const spent = certificates.reduce((sum, certificate) => sum + certificate.seconds, 0);
console.log(
  `\nWhether to believe a concept and its maps (certify of @csm/evaluate; ${spent.toFixed(1)} s):\n`,
);
console.log(certificates.map(verdictText).join('\n'));
const files = ['panel.png', 'panel.svg', 'results.json'].map((name) => `${options.out}/${name}`);
console.log(`\n${[...files, ...certificatePaths].join('\n')}`);
console.log(`${seconds.toFixed(0)} s`);
