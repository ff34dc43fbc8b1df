import type { ChannelRelevance } from './channel-relevance-types.js';

/** An input that shows what a channel stands for. */
export interface RelevantExample {
  /** Index among the inputs. */
  readonly input: number;
  /** Relevance of the channel for this input, summed over positions. */
  readonly relevance: number;
  /** Concept score of the input. */
  readonly score: number;
  /** Index along each spatial axis of the layer where the channel's relevance is largest; empty for a layer without such axes. */
  readonly position: readonly number[];
  /**
   * The part of the input that this position depends on, `[from, to)` along each axis of the input: what to crop. The whole input if the
   * layer has no spatial axes.
   */
  readonly receptiveField: readonly (readonly [from: number, to: number])[];
}

/** The examples of one channel, the most relevant first. */
export interface ChannelExamples {
  /** Index in the last axis of the layer's output. */
  readonly channel: number;
  /** Mean over the inputs of the channel's relevance. */
  readonly relevance: number;
  /** Inputs for which the channel's relevance is above 0. */
  readonly examples: readonly RelevantExample[];
}

/** The channels of a layer that carry a concept, each with inputs that show it: plain data on the host. */
export interface RelevanceMaximisation extends ChannelRelevance {
  readonly channels: readonly ChannelExamples[];
}
