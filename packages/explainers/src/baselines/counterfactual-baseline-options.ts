import type { ConceptRemoval } from './concept-removal.js';

/** Options of {@link counterfactualBaseline}. */
export interface CounterfactualBaselineOptions extends ConceptRemoval {
  /**
   * The smallest and the largest value that inputs may have, such as [0, 1]; the baseline is clipped to this range.
   * Default: not clipped.
   */
  readonly range?: readonly [number, number] | undefined;
}
