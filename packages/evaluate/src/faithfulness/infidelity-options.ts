import type { ImageLayout } from '@csm/base';
import type { Replacement } from './replacement.js';

/** Options of {@link infidelity} and {@link infidelities}. */
export interface InfidelityOptions {
  /** Standard deviation of the normal noise that is subtracted from the inputs. Default 0.1; unused with `square`. */
  readonly noise?: number | undefined;
  /** For pictures: instead of noise, one square with sides of this many pixels is replaced at a random position. */
  readonly square?: number | undefined;
  /** The value that replaces the square. Default 0. */
  readonly replacement?: Replacement | undefined;
  /** Number of perturbations of each input. Default 50. */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Order of the axes of pictures, for `square` and blurred replacements. Default: channels last; shapes such as `[3, 64, 64]` are
   * rejected.
   */
  readonly layout?: ImageLayout | undefined;
  readonly signal?: AbortSignal | undefined;
}
