import type { FeatureOptions } from '../feature-options.js';

/** Options of {@link kernelShap}. */
export interface KernelShapOptions extends FeatureOptions {
  /**
   * Number of coalitions (sets of features that are kept) whose scores are computed for each input: at least twice the number of
   * features. If there are no more coalitions than this, all are used and the Shapley values are exact. Default: twice the number
   * of features plus 2,048, as in the authors' package.
   */
  readonly samples?: number | undefined;
  /** Seed of the random coalitions. Default 0. */
  readonly seed?: number | undefined;
}
