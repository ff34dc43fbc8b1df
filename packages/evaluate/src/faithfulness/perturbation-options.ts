import { CHANNEL_OPTIONS, type ChannelOptions, type Progress } from '@csm/base';
import type { Replacement } from './replacement.js';

/** Options of {@link perturbationCurve}. */
export interface PerturbationOptions extends ChannelOptions {
  /**
   * `deletion` (default): starting from the input, features are replaced one after the other. `insertion`: starting from the
   * replacement, they are put back.
   */
  readonly kind?: 'deletion' | 'insertion' | undefined;
  /** Which features come first: the largest values of the map (default), the smallest, or a random order (the null). */
  readonly order?: 'most first' | 'least first' | 'random' | undefined;
  /**
   * Which values are large, after channels are summed. `positive` (default): positive ones, which are evidence for the concept.
   * `absolute`: those of large magnitude, for or against the concept; for maps whose sign means brighter or darker, such as `decoderMap`, together
   * with `channels: 'sumOfMagnitudes'`, because colours of opposite signs cancel.
   */
  readonly sign?: 'absolute' | 'positive' | undefined;
  /**
   * The value that replaces deleted features. Default 0. Try several: every replacement that is unlike the data is
   * unfair to some method.
   */
  readonly replacement?: Replacement | undefined;
  /** Number of points of the curve after the first. Default 20. */
  readonly steps?: number | undefined;
  /** For pictures: features are replaced in squares of this side, in pixels, with all channels together. Default 1. */
  readonly patch?: number | undefined;
  /** Seed of the random order and of the order of ties, a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each point of the curve. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of all options of {@link deletionGap}. */
export const DELETION_OPTIONS = {
  ...CHANNEL_OPTIONS,
  sign: true,
  replacement: { blur: true },
  steps: true,
  patch: true,
  seed: true,
  signal: true,
  onProgress: true,
} as const;
