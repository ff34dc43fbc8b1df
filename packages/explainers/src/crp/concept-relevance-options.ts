/** Options of {@link conceptRelevance}. */
export interface ConceptRelevanceOptions {
  /** Name of the layer: one of `layerNames(encoder)`. */
  readonly layer: string;
  /** The channels through which relevance passes: indices in the last axis of the layer's output, such as `[3]`. */
  readonly channels: readonly number[];
}
