/**
 * Forty concepts on one image in one call, against forty calls of one concept each, in alternating rounds: gradient and
 * integrated gradients on the CelebA encoder (A) and the olfactory-bulb encoder (B), wasm with `@csm/wasm`, one thread; CPU time.
 *
 * Run with `npx tsx benchmarks/many-concepts.ts [rounds = 5] [part of a row's name]`.
 */
import { conceptVector, type Encoder, type Explainer, explain, layersEncoder } from '@csm/core';
import { gradient, integratedGradients } from '@csm/explainers';
import { olfactoryBulbVae } from '@csm/models';
import { registerKernels } from '@csm/wasm';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { celebaEncoder } from './celeba-encoder.js';
import { cpuMilliseconds, median } from './rounds.js';

const CONCEPTS = 40;
const ROUNDS = Number(process.argv[2] ?? 5);
const PART = process.argv[3] ?? '';
/** Of integrated gradients: the ratio does not depend on them, but for the two passes at the ends of the path. */
const STEPS = 4;

await tf.setBackend('wasm');
registerKernels();

async function ratio(name: string, encoder: Encoder, explainer: Explainer) {
  const size = encoder.inputShape.reduce((a, b) => a * b, 1);
  const image = ndarray(await normal(size, 1), [1, ...encoder.inputShape]);
  const concepts = await Promise.all(
    Array.from({ length: CONCEPTS }, async (_, k) =>
      conceptVector(`${k}`, await normal(encoder.latentSize, k + 2)),
    ),
  );
  const together: number[] = [];
  const separate: number[] = [];
  await explain(encoder, concepts[0]!, image, explainer);
  for (let round = 0; round < ROUNDS; round++) {
    together.push(await cpuMilliseconds(() => explain(encoder, concepts, image, explainer)));
    separate.push(
      await cpuMilliseconds(async () => {
        for (const concept of concepts) await explain(encoder, concept, image, explainer);
      }),
    );
  }
  const ratios = together.map((ms, i) => ms / separate[i]!);
  return {
    what: name,
    'together, median CPU ms': median(together).toFixed(0),
    'separate, median CPU ms': median(separate).toFixed(0),
    'ratio, median': median(ratios).toFixed(2),
    'ratio, min – max': `${Math.min(...ratios).toFixed(2)} – ${Math.max(...ratios).toFixed(2)}`,
    rounds: ROUNDS,
  };
}

async function normal(size: number, seed: number): Promise<Float32Array> {
  const values = tf.randomNormal([size], 0, 1, 'float32', seed);
  return values.data<'float32'>().finally(() => values.dispose());
}

const celeba = layersEncoder(celebaEncoder());
const bulb = layersEncoder(olfactoryBulbVae().encoder);
const methods = {
  gradient: gradient(),
  [`integrated gradients, ${STEPS} steps`]: integratedGradients({ steps: STEPS }),
};
const rows = [];
for (const [letter, encoder] of Object.entries({ A: celeba, B: bulb })) {
  for (const [name, method] of Object.entries(methods)) {
    const what = `${letter}, ${name}`;
    if (what.includes(PART)) rows.push(await ratio(what, encoder, method));
  }
}
console.table(rows);
