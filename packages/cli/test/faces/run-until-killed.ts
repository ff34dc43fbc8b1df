import '@csm/wasm';
import { writeSync } from 'node:fs';
import { setBackend } from '@tensorflow/tfjs-core';
import { celebaFaces } from '../../src/faces/data/celeba-faces.js';
import { facesExperiment } from '../../src/faces/experiment.js';
import { quietRun, tiny } from './tiny-run.js';

// A program that runs the experiment on the CelebA folder and prints a line whenever a step is done. After the line that
// matches the last argument it waits, so that it can be killed at that point on a machine of any speed.
const [root, out, standstill] = process.argv.slice(2) as [string, string, string | undefined];
const say = (line: string) => {
  writeSync(1, `${line}\n`);
  if (standstill !== undefined && new RegExp(standstill).test(line)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
};
await setBackend('wasm');
const { signal } = new AbortController();
const faces = await celebaFaces(root, { size: tiny.size, seed: 1, signal });
await facesExperiment(
  faces,
  quietRun(out, {
    onStage: (what, done) => say(`${what} ${done}`),
    onTraining: ({ epoch, step }) => say(`epoch ${epoch} step ${step}`),
  }),
);
