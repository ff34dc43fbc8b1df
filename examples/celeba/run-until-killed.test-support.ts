import '@csm/wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import { celebaFaces } from './celeba-faces.js';
import { facesExperiment } from './experiment.js';
import { quietRun, tiny } from './tiny-run.test-support.js';

// A program: runs the experiment on the CelebA folder and prints a line whenever something is done, until somebody kills it.
const [root, out] = process.argv.slice(2) as [string, string];
const say = (line: string) => void process.stdout.write(`${line}\n`);
await setBackend('wasm');
const { signal } = new AbortController();
const faces = await celebaFaces(root, { size: tiny.size, signal });
await facesExperiment(
  faces,
  quietRun(out, {
    onProgress: (what, done) => say(`${what} ${done}`),
    onTraining: ({ epoch, step }) => say(`epoch ${epoch} step ${step}`),
  }),
);
