import { typeName } from '@csm/base';
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { ConceptVector } from '../concepts/concept-vector.js';

/**
 * How much an input has of a concept: a function of its latent. Made by {@link dotProduct}, {@link cosine} and others;
 * a plain object with these members is a score too.
 */
export interface ConceptScore {
  /** Name of the concept, as in figures: `smiling`. */
  readonly name: string;
  /** The concept vector behind the score, where there is one. */
  readonly concept?: ConceptVector;
  /** Latent size that the score is for. */
  readonly latentSize: number;
  /** Whether the score is affine in the latent: its derivative is then the same everywhere. ε-LRP and DeepLIFT need it. */
  readonly affine: boolean;
  /** Of an affine score that is the same for all samples, s = weights · z + shift: the weights, as `value` uses them. */
  readonly weights?: Float32Array;
  /** Default 0. */
  readonly shift?: number;
  /** Score of each sample. @param latent `[batch, latentSize]`, borrowed. @returns `[batch]`, the caller's. */
  value(latent: Tensor2D): Tensor1D;
  /** Derivative of each sample's score by its latent, `[batch, latentSize]`, the caller's. */
  cotangent(latent: Tensor2D): Tensor2D;
  /** Where the samples of a run have different scores: the score of samples `start` to `start + size`. */
  slice?(start: number, size: number): ConceptScore;
  /** Of a score with `slice`: how many samples it is for. */
  readonly samples?: number;
}

/** @throws unless the value has a score's members. */
export function checkScore(caller: string, value: ConceptScore): void {
  const { name, latentSize, affine, value: compute, cotangent } = (value ?? {}) as Partial<ConceptScore>;
  const functions = typeof compute === 'function' && typeof cotangent === 'function';
  if (functions && typeof name === 'string' && typeof latentSize === 'number' && typeof affine === 'boolean')
    return;
  throw new Error(
    `${caller}: expected a ConceptScore, such as dotProduct(concept) or cosine(concept); got ${typeName(value)}.`,
  );
}

/** Whether it is a score, and not a vector that stands for its dot product. */
export function isScore(value: ConceptVector | ConceptScore): value is ConceptScore {
  return typeof (value as Partial<ConceptScore> | undefined)?.value === 'function';
}
