import type { Baseline } from '../baselines/baseline.js';

/** Options of {@link layerConductance}. */
export interface LayerConductanceOptions {
  /** Intervals of the quadrature; each costs a forward pass, and a backward pass per concept. Default 50. */
  readonly steps?: number | undefined;
  /** The start of the path. Default 0. With several baselines the values are averaged; each costs a full run. */
  readonly baseline?: Baseline | readonly Baseline[] | undefined;
  /**
   * `trapezoid` (default): the trapezoidal rule from end to end, whose error falls with the square of the steps. `captum`: the sum that
   * Captum computes, over steps + 1 Gauss–Legendre points, with the gradient at the left end of each interval and without the two ends of
   * the path; it needs about ten times the steps for the same error.
   */
  readonly form?: 'trapezoid' | 'captum' | undefined;
}
