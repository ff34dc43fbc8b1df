import type { Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import type { Awaitable } from '../encoders/encoder.js';
import type { ConceptScore } from '../scores/concept-score.js';

/**
 * One number per latent: a concept vector or score, or a function from latents `[m, latentSize]` to m numbers, such as the output of the layers that
 * follow a hidden layer, or the mean of a part of the decoder's picture.
 */
export type LatentFunction =
  | ConceptVector
  | ConceptScore
  | ((latents: NdArray<Float32Array>) => Awaitable<ArrayLike<number>>);

/** Options of `conceptImportance`. */
export interface ConceptImportanceOptions {
  /** Pairs of random points per latent; the standard errors fall as 1/√pairs. Default 64. */
  readonly pairs?: number | undefined;
  /** Latents per call of the function. Default 1,024. */
  readonly batchSize?: number | undefined;
  /** Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each latent. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How much an output depends on each discovered concept. */
export interface ConceptImportance {
  /** Total Sobol index of each concept, the mean over the latents, in the order of the concepts. */
  readonly total: Float64Array;
  /** Total index of each concept for each latent, `[n, concepts]`: 0 where its code is 0. */
  readonly perLatent: NdArray<Float64Array>;
}
