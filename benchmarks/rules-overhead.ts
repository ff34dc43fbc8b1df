/**
 * What the rules of guided backprop and rectified gradient cost beside the plain gradient: the CelebA encoder (A), batch 8, one
 * wasm thread with `@csm/wasm`, in alternating rounds; CPU time.
 *
 * Run with `npx tsx benchmarks/rules-overhead.ts [rounds = 5]`.
 */
import { conceptVector, dotProduct, layersEncoder } from '@csm/core';
import { gradient, guidedBackprop, rectifiedGradient } from '@csm/explainers';
import '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { celebaEncoder } from './celeba-encoder.js';
import { cpuMilliseconds, median } from './rounds.js';

const ROUNDS = Number(process.argv[2] ?? 5);

await tf.setBackend('wasm');
const encoder = layersEncoder(celebaEncoder());
const images = tf.randomUniform([8, ...encoder.inputShape], 0, 1, 'float32', 1);
const concept = conceptVector(
  'waves',
  Float32Array.from({ length: encoder.latentSize }, (_, i) => Math.sin(i)),
);
const scores = [dotProduct(concept)];
const methods = [gradient(), guidedBackprop(), rectifiedGradient()];
const times: number[][] = methods.map(() => []);
for (let round = -1; round < ROUNDS; round++) {
  for (const [i, method] of methods.entries()) {
    const ms = await cpuMilliseconds(async () => {
      const { maps, latent } = await method.attribute({ encoder, scores }, images, {});
      await maps[0]!.data();
      tf.dispose([...maps, latent!]);
    });
    if (round >= 0) times[i]!.push(ms);
  }
}
console.table(
  methods.map(({ name }, i) => {
    const ratios = times[i]!.map((ms, r) => ms / times[0]![r]!);
    return {
      method: name,
      'median CPU ms': median(times[i]!).toFixed(0),
      'to the gradient, median': median(ratios).toFixed(2),
      'min – max': `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`,
      rounds: ROUNDS,
    };
  }),
);
