import type { ImageLayout, Progress } from '@csm/base';
import type { Features } from '@csm/explainers';
import type { Replacement } from '../replacement.js';

/** Options of {@link irof}. */
export interface IrofOptions {
  /**
   * The segments that are removed one after the other. Default: `superpixels` of each picture, at most 100 and about one per 16 pixels; for other
   * inputs, each number.
   */
  readonly features?: Features | undefined;
  /** The value that replaces a segment. Default: for pictures, each channel's mean over the picture; otherwise 0. */
  readonly replacement?: Replacement | undefined;
  /** Which segments come first: those of the largest attribution (default), of the smallest, or a random order (the null). */
  readonly order?: 'most first' | 'least first' | 'random' | undefined;
  /**
   * `values` (default): segments are ordered by the mean of the map's values. `magnitudes`: by the mean of |m|; for maps whose sign means brighter or
   * darker, such as `decoderMap`.
   */
  readonly of?: 'values' | 'magnitudes' | undefined;
  /** Seed of the random order and of the order of ties, a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Order of the axes of pictures: `layout` of the explanation. Default: channels last; shapes such as `[3, 64, 64]` are rejected. */
  readonly layout?: ImageLayout | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each removal from all inputs. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
