import {
  mul,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import type { ConceptVector } from './concept.js';

/** How much an input has of a concept: a function of its latent. */
export interface ConceptScore {
  readonly concept: ConceptVector;
  /** Score of each sample. @param latent `[batch, latentSize]`, borrowed. @returns `[batch]`, the caller's. */
  value(latent: Tensor2D): Tensor1D;
  /** Derivative of each sample's score by its latent, `[batch, latentSize]`, the caller's. */
  cotangent(latent: Tensor2D): Tensor2D;
}

/**
 * The concept score of Brocki & Chung 2019: s(x) = v · z(x); its derivative by z is v.
 *
 * Summed as sum(z ⊙ v): tfjs-wasm's matrix product answers wrongly when one vector is used in two shapes.
 */
export function dotProduct(concept: ConceptVector): ConceptScore {
  return {
    concept,
    value: (latent) => tidy(() => sum(mul(latent, tensor1d(concept.vector)), 1)),
    cotangent: (latent) =>
      tidy(() => {
        const row = tensor2d(concept.vector, [1, concept.vector.length]);
        return tile(row, [latent.shape[0], 1]);
      }),
  };
}
