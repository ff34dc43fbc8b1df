import type { Progress } from '@csm/base';
import { POSTERIOR_DRAW_NAMES, type PosteriorDraw } from '../posterior/posterior-draw.js';

/** Options of {@link encode}. */
export interface EncodeOptions {
  /** Number of samples that are encoded at a time; memory use grows with it. Default 8. */
  readonly batchSize?: number | undefined;
  /**
   * One draw of the posterior per input instead of its mean, such as `{ seed: 1 }`. Only for encoders that know their posterior,
   * such as `layersEncoder(vae.encoder)`. Default: the mean.
   */
  readonly sample?: PosteriorDraw | undefined;
  /** Stops the run; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of finished samples, including fractions for the current batch. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of the options, for `checkOptions`. */
export const ENCODE_OPTIONS = {
  batchSize: true,
  sample: POSTERIOR_DRAW_NAMES,
  signal: true,
  onProgress: true,
} as const;
