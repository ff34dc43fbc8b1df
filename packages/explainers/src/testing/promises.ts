import type { Tensor } from '@tensorflow/tfjs-core';

/** Properties that a method promises in addition to those of every explainer. Each promise is checked. */
export interface Promises {
  /** The map of v + c w is the map of v plus c times the map of w. Default false. */
  readonly linear?: boolean | undefined;
  /** The map adds up to a difference of scores. Default: no promise. */
  readonly complete?: Completeness | undefined;
}

/** The promise that a map adds up to s(x) − s(b), with b the baseline. */
export interface Completeness {
  /**
   * The baseline of each input: one number for all features, or a function from inputs `[batch, ...inputShape]` (borrowed) to
   * baselines of the same shape (taken over). Default 0.
   */
  readonly baseline?: number | ((inputs: Tensor) => Tensor) | undefined;
  /**
   * The error of the method's approximation, as a share of the sum of the map's absolute values. Default: no error
   * beyond that of float32 arithmetic. Gaps that the explainer reports must always be correct up to float32
   * arithmetic.
   */
  readonly tolerance?: number | undefined;
}
