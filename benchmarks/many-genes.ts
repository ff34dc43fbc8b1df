/**
 * The latent Jacobian against the concepts that are made of it: 16,573 concepts on one bulb image (B) by `gradient()`, and the
 * same with every map looked at, in alternating rounds; CPU time, one wasm thread with `@csm/wasm`.
 *
 * Run with `npx tsx benchmarks/many-genes.ts [rounds = 7] [images = 1]`.
 */
import { conceptVector, explain, latentJacobian, layersEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import { olfactoryBulbVae } from '@csm/models';
import '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { cpuMilliseconds, median } from './rounds.js';

const GENES = 16_573;
const ROUNDS = Number(process.argv[2] ?? 7);
const IMAGES = Number(process.argv[3] ?? 1);

await tf.setBackend('wasm');
const encoder = layersEncoder(olfactoryBulbVae().encoder);
const [size, latent] = [encoder.inputShape.reduce((a, b) => a * b, 1), encoder.latentSize];
const waves = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));
const images = ndarray(waves(IMAGES * size, 1), [IMAGES, ...encoder.inputShape]);
const genes = Array.from({ length: GENES }, (_, k) => conceptVector(`gene ${k}`, waves(latent, k)));

const jacobian: number[] = [];
const concepts: number[] = [];
const looked: number[] = [];
const one: number[] = [];
for (let round = -2; round < ROUNDS; round++) {
  const times = [
    await cpuMilliseconds(() => latentJacobian(encoder, images)),
    await cpuMilliseconds(() => explain(encoder, genes, images, gradient())),
    await cpuMilliseconds(async () => {
      const explanations = await explain(encoder, genes, images, gradient());
      for (const { maps } of explanations) maps.get(0);
    }),
    await cpuMilliseconds(() => explain(encoder, genes[0]!, images, gradient())),
  ] as const;
  if (round < 0) continue; // warming up
  for (const [i, list] of [jacobian, concepts, looked, one].entries()) list.push(times[i]!);
}
const row = (what: string, values: number[]) => ({
  what,
  'median CPU ms': median(values).toFixed(1),
  'min – max': `${Math.min(...values).toFixed(1)} – ${Math.max(...values).toFixed(1)}`,
  'to the Jacobian': median(values.map((ms, i) => ms / jacobian[i]!)).toFixed(2),
});
console.table([
  row('latent Jacobian', jacobian),
  row(`${GENES} concepts`, concepts),
  row(`${GENES} concepts, every map looked at`, looked),
  row('one concept', one),
]);
