import type { ExplainLayerOptions } from '../layers/explain-layer-options.js';

/** Options of {@link relevanceMaximisation}. */
export interface RelevanceMaximisationOptions extends ExplainLayerOptions {
  /** The channels to show. Default: the `top` channels of the ranking. */
  readonly channels?: readonly number[] | undefined;
  /** Number of channels to show if none are given: those with the largest mean relevance, above 0. Default 5. */
  readonly top?: number | undefined;
  /** Number of examples per channel. Default 8. */
  readonly examples?: number | undefined;
  /** Which examples show a channel: those with the largest sum over its positions (default), or with the largest position. */
  readonly by?: 'sum' | 'max' | undefined;
}
