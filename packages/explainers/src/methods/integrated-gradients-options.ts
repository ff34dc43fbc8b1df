import type { Baseline } from '../baselines/baseline.js';
import type { Quadrature } from '../path/quadrature.js';

/** Options of {@link integratedGradients}. */
export interface IntegratedGradientsOptions {
  /** Points of the quadrature; each costs a forward and a backward pass. Default 50. */
  readonly steps?: number | undefined;
  /**
   * The quadrature rule. Default `gauss-legendre`, the most accurate for a given number of steps. The reference
   * implementation uses `riemann-right`.
   */
  readonly quadrature?: Quadrature | undefined;
  /**
   * The start of the path. Default 0. Features that equal the baseline get no credit: with a black baseline, dark
   * glasses get none; with the mean of the data, `blurredBaseline` or `counterfactualBaseline` they can. With
   * `counterfactualBaseline`, each concept has its own passes. With several baselines the maps are averaged, and each
   * costs a full run; over samples of the data these are expected gradients.
   */
  readonly baseline?: Baseline | readonly Baseline[] | undefined;
  /**
   * The largest completeness gap, as a share of |s(x) − s(b)|. A map with a larger gap is computed again with twice the steps,
   * and so on up to `maxSteps`; `explain` warns if gaps are still larger. Default: no steps are added, and gaps above
   * 5 % give a warning.
   */
  readonly tolerance?: number | undefined;
  /** The maximum number of steps with `tolerance`. Default 1000. */
  readonly maxSteps?: number | undefined;
  /**
   * The reference implementation's path, from 0 to x for any baseline. The baseline is then used only in x −
   * baseline, and the map no longer adds up to the difference of scores. Default false.
   */
  readonly pathFromZero?: boolean | undefined;
}
