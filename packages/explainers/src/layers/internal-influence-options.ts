import type { Baseline } from '../baselines/baseline.js';
import type { Quadrature } from '../path/quadrature.js';

/** Options of {@link internalInfluence}. */
export interface InternalInfluenceOptions {
  /** Points of the quadrature; each costs a forward pass, and a backward pass per concept. Default 50. */
  readonly steps?: number | undefined;
  /** The quadrature rule. Default `gauss-legendre`. */
  readonly quadrature?: Quadrature | undefined;
  /** The start of the path. Default 0. With several baselines the values are averaged; each costs a full run. */
  readonly baseline?: Baseline | readonly Baseline[] | undefined;
}
