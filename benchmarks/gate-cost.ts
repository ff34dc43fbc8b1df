// What a verdict on one picture costs: encodings and seconds of `explainWithGate`, on top of the map, for the paper's two encoders.
//   npx tsx benchmarks/gate-cost.ts [--rounds 3]
// The encoders are untrained: the cost does not depend on the weights. Prints medians, on the wasm backend with @csm/wasm.
import '@csm/wasm';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { conceptVector, type Encoder, explain, layersEncoder } from '@csm/core';
import { explainWithGate } from '@csm/evaluate';
import { gradient } from '@csm/explainers';
import { celebaVae, disposeVae, olfactoryBulbVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { markdownTable } from './markdown-table.js';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });
const rounds = Number(values.rounds);

await setBackend('wasm');
const rows: string[][] = [];
for (const [name, vae] of [
  ['CelebA, 128 × 128 × 3', celebaVae({ seed: 1 })],
  ['olfactory bulb, 32 × 32 × 1', olfactoryBulbVae({ seed: 1 })],
] as const) {
  const own = layersEncoder(vae.encoder);
  let encodings = 0;
  const encoder: Encoder = {
    ...own,
    encode: (inputs) => {
      encodings += inputs.shape[0] ?? 0;
      return own.encode(inputs);
    },
  };
  const pictures = (count: number, seed: number) =>
    ndarray(
      Float32Array.from(
        { length: count * own.inputShape.reduce((a, b) => a * b, 1) },
        (_, i) => 0.5 + 0.5 * Math.sin(seed + i * 0.37),
      ),
      [count, ...own.inputShape],
    );
  const concept = conceptVector(
    'c',
    Array.from({ length: own.latentSize }, (_, i) => Math.cos(i)),
  );
  const [picture, donors] = [pictures(1, 1), pictures(4, 2)];
  const options = { donors, onWarning: () => {} };
  // The first run checks the encoder and makes the kernels.
  await explain(encoder, concept, picture, gradient());
  const times = { map: [] as number[], gate: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await explain(encoder, concept, picture, gradient());
    const middle = performance.now();
    encodings = 0;
    await explainWithGate(encoder, concept, picture, gradient(), options);
    times.map.push((middle - start) / 1000);
    times.gate.push((performance.now() - middle) / 1000);
  }
  const median = (list: number[]) =>
    list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
  rows.push([name, `${encodings}`, median(times.map).toFixed(2), median(times.gate).toFixed(2)]);
  disposeVae(vae);
}
console.log(`${cpus().length} cores, ${rounds} rounds, medians\n`);
console.log(markdownTable(['encoder', 'encodings', 'gradient, s', 'gradient with verdict, s'], rows));
