import type { NdArray } from 'ndarray';

/** A channel of a layer and its relevance for a concept. */
export interface RankedChannel {
  /** Index in the last axis of the layer's output. */
  readonly channel: number;
  /** Mean over the inputs of the channel's relevance. Below 0: the channel speaks against the concept. */
  readonly relevance: number;
  /** Mean over the inputs of the magnitude of the channel's relevance, as a share of that of all channels. */
  readonly share: number;
}

/** How relevant the channels of a layer are for a concept: plain data on the host. */
export interface ChannelRelevance {
  /** Name of the concept. */
  readonly name: string;
  /** Name of the layer. */
  readonly layer: string;
  /** Name of the explainer. */
  readonly explainer: string;
  /** The explainer with its settings, if it has a `description`. */
  readonly description?: string;
  /** Concept score of each input, `[n]`. */
  readonly scores: NdArray<Float32Array>;
  /** Relevance of each channel for each input, summed over positions, `[n, channels]`. */
  readonly relevance: NdArray<Float32Array>;
  /** All channels by the magnitude of their mean relevance, the largest first. */
  readonly ranking: readonly RankedChannel[];
}
