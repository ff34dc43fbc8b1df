import type { Progress } from '@csm/base';
import type { Sampling } from '../loss/sampling.js';

/** Options of {@link recomputeBatchNorm}. */
export interface RecomputeBatchNormOptions {
  /** Images per batch. The larger it is, the closer the result is to the exact statistics. Default 256. */
  readonly batchSize?: number | undefined;
  /** The technical batch of each sample, for a VAE with `batches`. */
  readonly batch?: ArrayLike<number> | undefined;
  /**
   * How latents were drawn in training; the decoder's statistics are computed over such draws. Default:
   * `vae.sampling`; a different value gives a warning.
   */
  readonly sampling?: Sampling | undefined;
  /** Seed of the order of images (sorted data gives mixed batches too) and of the draws, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with warnings: draws that were left out, and a loss in use that is too high. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called after each batch; the encoder and the decoder each take all batches. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
