import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-layers';
import { setTimeout } from 'node:timers/promises';
import { type ConceptVector, conceptVector, functionEncoder } from '@csm/core';
import { gradient } from '@csm/explainers';
import type { OpenJob } from '@csm/scale';
import { matMul, reshape, setBackend, tanh, tensor, tidy } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';

/** Two channels of 18 × 20 pixels: their pooled maps have windows that share pixels. */
export const INPUT_SHAPE = [18, 20, 2] as const;

export const INPUTS = 70;
export const CONCEPTS = ['first', 'second', 'third'] as const;

const PIXELS = INPUT_SHAPE.reduce((a, b) => a * b, 1);
const LATENT_SIZE = 4;

/** The job of the kill tests: a small network whose inputs are computed from their ids. Each read takes a few milliseconds. */
export const openJob: OpenJob = async () => {
  await setBackend('cpu');
  const weights = Float32Array.from({ length: PIXELS * LATENT_SIZE }, (_, i) => Math.sin(i * i) / 20);
  return {
    encoder: functionEncoder(
      (x) => tidy(() => tanh(matMul(reshape(x, [-1, PIXELS]), tensor(weights, [PIXELS, LATENT_SIZE])))),
      { inputShape: INPUT_SHAPE },
    ),
    concepts: conceptVectors(),
    explainer: gradient(),
    async read(ids) {
      await setTimeout(3);
      const numbers = ids.flatMap((id) =>
        Array.from({ length: PIXELS }, (_, i) => Math.cos(Number(id.slice(6)) + i)),
      );
      return ndarray(Float32Array.from(numbers), [ids.length, ...INPUT_SHAPE]);
    },
    async certificate(concept) {
      await setTimeout(3);
      return `{"concept":"${concept}"}\n`;
    },
  };
};

function conceptVectors(): ConceptVector[] {
  return CONCEPTS.map((name, k) =>
    conceptVector(
      name,
      Float32Array.from({ length: LATENT_SIZE }, (_, i) => Math.cos(i + k)),
    ),
  );
}
