import type { ExplainOptions } from '@csm/core';

/** Options of {@link explainLayer}. */
export interface ExplainLayerOptions extends ExplainOptions {
  /** Name of the layer: one of `layerNames(encoder)`. */
  readonly layer: string;
}
