import type { ChannelOptions } from '@csm/base';
import type { EncodeOptions } from '@csm/core';
import type { MapSimilarity } from '../../similarity/map-similarity.js';
import type { LayerOrder } from './randomised-encoders.js';

/** Options of {@link modelControl}. */
export interface ModelControlOptions extends Omit<EncodeOptions, 'sample'>, Pick<ChannelOptions, 'channels'> {
  /**
   * `'top down'` (default): layers are randomised from the latent to the input. `'bottom up'`: from the input to the latent, so that no trained layer
   * is left between the input and a randomised one.
   */
  readonly order?: LayerOrder | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /** Called with the names of layers whose weights cannot be changed on a copy. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** The similarity of maps to those of the original encoder after one more layer was randomised. */
export interface ModelControlStage {
  /** The layer that was randomised last; all layers before it in the order were randomised before. */
  readonly layer: string;
  /** Mean over the inputs. */
  readonly similarity: MapSimilarity;
  /** Spearman correlation of the magnitudes, mean over the inputs; 1 for maps that differ only in sign. */
  readonly absoluteSpearman: number;
}

/** The names of the options, for `checkOptions`. */
export const MODEL_CONTROL_OPTIONS = {
  order: true,
  seed: true,
  channels: true,
  batchSize: true,
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;
