import type { Progress } from '@csm/base';
import type { Encoder, SimilarityMeasure } from '@csm/core';
import type { SharedBaseline } from '../baselines/baseline.js';
import type { Features } from '../features/features.js';
import type { Quadrature } from '../path/quadrature.js';

/** Options of {@link pairMaps}. */
export interface PairMapsOptions {
  /** `'dotProduct'`: f(a) · f(b). `'cosine'`: f is the latent divided by its length. Default `'dotProduct'`. */
  readonly measure?: SimilarityMeasure | undefined;
  /** The encoder of the second inputs, if it is another one with the same latent space. It needs derivatives, too. Default: the same encoder. */
  readonly secondEncoder?: Encoder | undefined;
  /**
   * a₀ and b₀: one number for all features, or an input, such as the mean of the data. Features that equal it get no credit. Default
   * 0.
   */
  readonly baseline?: SharedBaseline | undefined;
  /** b₀, if it differs from a₀. Default: `baseline`. */
  readonly secondBaseline?: SharedBaseline | undefined;
  /** The features of the first inputs, which become the rows of a map. Default: a grid of 8 × 8 patches for pictures, otherwise each number. */
  readonly features?: Features | undefined;
  /** The features of the second inputs, which become the columns. Default: `features`, or theirs by the same rule with another encoder. */
  readonly secondFeatures?: Features | undefined;
  /** Points of the quadrature; each costs a forward pass and `latentSize` backward passes per input. Default 50. */
  readonly steps?: number | undefined;
  /** The quadrature rule. Default `gauss-legendre`. */
  readonly quadrature?: Quadrature | undefined;
  /** Number of inputs that are encoded at a time, fewer if their derivatives would take more than 2 GB. Default 8. */
  readonly batchSize?: number | undefined;
  /** Stops the run; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of finished inputs, first and second ones, including fractions. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called once if `steps` are too few, and once if a cosine is not defined, with the number of such pairs. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
