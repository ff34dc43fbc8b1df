import type { PosteriorDraw } from '../../posterior/posterior-draw.js';
import { ENCODE_OPTIONS, type EncodeOptions } from '../encode-options.js';

/** Options of {@link encodeToDisk}. */
export interface EncodeToDiskOptions extends Omit<EncodeOptions, 'sample'> {
  /**
   * One draw of the posterior per input instead of its mean. The noise of a row depends on the seed and on its number in the folder, so
   * the rows are those of `encode(encoder, inputs, { sample })` with the inputs in the order of `ids`. Default: the mean.
   */
  readonly sample?: Pick<PosteriorDraw, 'seed'> | undefined;
}

/** The names of the options, for `checkOptions`. */
export const ENCODE_TO_DISK_OPTIONS = { ...ENCODE_OPTIONS, sample: { seed: true } } as const;
