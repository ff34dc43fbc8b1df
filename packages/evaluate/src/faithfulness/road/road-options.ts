import type { ChannelOptions, Progress } from '@csm/base';

/** Options of {@link road}. */
export interface RoadOptions extends ChannelOptions {
  /** Shares of the pixels that are removed, above 0 and below 1. Default 0.1, 0.2, 0.3, 0.4, 0.5, 0.7 and 0.9. */
  readonly fractions?: readonly number[] | undefined;
  /** Standard deviation of the noise on imputed pixels, as a share of each input's range, max − min. Default 0.01. */
  readonly noise?: number | undefined;
  /**
   * Which values are large, after channels are summed. `positive` (default): positive ones, which are evidence for the concept.
   * `absolute`: those of large magnitude; for maps whose sign means brighter or darker, such as `decoderMap`, together with
   * `channels: 'sumOfMagnitudes'`.
   */
  readonly sign?: 'absolute' | 'positive' | undefined;
  /** Seed of the noise and of the order of ties, a whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each share and order. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}
