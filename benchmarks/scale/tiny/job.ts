import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { conceptVector, functionEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import type { OpenJob } from '@csm/scale';
import { matMul, setBackend, tanh, tensor, tidy } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

export const FEATURES = 8;
export const LATENT_SIZE = 4;
export const BATCH_SIZE = 250;
export const CONCEPTS = ['first', 'second'] as const;

/** Vectors of 8 numbers that are computed from their position, and an encoder of one layer: almost nothing to explain. */
export const openJob: OpenJob = async () => {
  await setBackend('cpu');
  const weights = Float32Array.from({ length: FEATURES * LATENT_SIZE }, (_, i) => Math.sin(i * i));
  return {
    encoder: functionEncoder(
      (x) => tidy(() => tanh(matMul(x as never, tensor(weights, [FEATURES, LATENT_SIZE])))),
      { inputShape: [FEATURES] },
    ),
    concepts: CONCEPTS.map((name, k) =>
      conceptVector(
        name,
        Float32Array.from({ length: LATENT_SIZE }, (_, i) => Math.cos(i + k)),
      ),
    ),
    explainer: gradient(),
    read: async (ids, first) => tinyInputs(first, ids.length),
  };
};

/** Inputs by their position among all inputs. */
export function tinyInputs(first: number, count: number) {
  const numbers = Float32Array.from({ length: count * FEATURES }, (_, i) => Math.sin(first * FEATURES + i));
  return ndarray(numbers, [count, FEATURES]);
}
