import type { Tensor } from '@tensorflow/tfjs-core';

/** What a method promises beyond what every explainer does; each promise is checked. */
export interface Promises {
  /** The map of v + c w is the map of v plus c times that of w. Default false. */
  readonly linear?: boolean | undefined;
  /** The map adds up to a difference of scores. Default: no promise. */
  readonly complete?: Completeness | undefined;
}

/** That a map adds up to s(x) − s(b), with b the baseline. */
export interface Completeness {
  /**
   * The baseline of each input: a number for all features, or a function from inputs `[batch, ...inputShape]` (borrowed) to
   * baselines of the same shape (given away). Default 0.
   */
  readonly baseline?: number | ((inputs: Tensor) => Tensor) | undefined;
  /**
   * Error that the method's approximation may have, as a share of the sum of the map's absolute values. Default: none beyond
   * float32 arithmetic. Gaps that the explainer reports must be right up to float32 arithmetic whatever this is.
   */
  readonly tolerance?: number | undefined;
}
