import { invalidArgument, typeName } from '@csm/base';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ConceptVector } from '../concepts/concept-vector.js';

/**
 * How strongly an input shows a concept: a function of its latent. {@link dotProduct}, {@link cosine} and others make one;
 * any plain object with these members is a score too.
 */
export interface ConceptScore {
  /** Name of the concept, as in figures: `smiling`. */
  readonly name: string;
  /** The concept vector of the score, if it has one. */
  readonly concept?: ConceptVector;
  /** Size of the latents that the score takes. */
  readonly latentSize: number;
  /** Whether the score is affine in the latent, so that its derivative is the same everywhere. LRP and DeepLIFT need it. */
  readonly affine: boolean;
  /**
   * For an affine score that is the same for all samples, s = weights · z + shift: the weights and shift that `value`
   * uses.
   */
  readonly weights?: Float32Array;
  /** Default 0. */
  readonly shift?: number;
  /**
   * Computes the score of each sample.
   * @param latent `[batch, latentSize]`, borrowed.
   * @returns `[batch]`; the caller disposes it.
   */
  value(latent: Tensor2D): Tensor1D;
  /**
   * Computes the derivative of each sample's score with respect to its latent.
   * @param latent `[batch, latentSize]`, borrowed.
   * @returns `[batch, latentSize]`; the caller disposes it.
   */
  cotangent(latent: Tensor2D): Tensor2D;
  /**
   * Returns the score of the samples `start` to `start + size`; for scores that differ between the samples of a
   * run.
   */
  slice?(start: number, size: number): ConceptScore;
  /** For a score with `slice`: the number of samples for which it was made. */
  readonly samples?: number;
}

/** @throws unless the value has the members of a score. */
export function checkScore(caller: string, value: ConceptScore): void {
  const { name, latentSize, affine, value: compute, cotangent } = (value ?? {}) as Partial<ConceptScore>;
  const hasFunctions = typeof compute === 'function' && typeof cotangent === 'function';
  const hasData = typeof name === 'string' && typeof latentSize === 'number' && typeof affine === 'boolean';
  if (hasFunctions && hasData) return;
  throw invalidArgument(
    `${caller}: expected a ConceptScore, such as dotProduct(concept) or cosine(concept); got ${typeName(value)}.`,
  );
}

/** Whether the value is a score, not a concept vector that stands for its dot product. */
export function isScore(value: ConceptVector | ConceptScore): value is ConceptScore {
  return typeof (value as Partial<ConceptScore> | undefined)?.value === 'function';
}
