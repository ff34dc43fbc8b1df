import type { NdArray } from 'ndarray';

/** Examples of a concept that is the direction along a number, such as `regressionDirection`. */
export interface ValueExamples {
  /** `[n, latentSize]` */
  readonly latents: NdArray;
  /** The number of each example, such as an age, a dose or the score of a gene set. Examples without a number (NaN) are left out. */
  readonly values: ArrayLike<number>;
  /** Which examples belong together, such as the cells of one donor: one id each. */
  readonly groups?: readonly (string | number)[] | undefined;
  /** The value of a confounder of each example, such as its batch. Numbers are compared and exchanged within a value. */
  readonly strata?: readonly (string | number)[] | undefined;
  /** The ridge penalty of the regression, as that of `regressionDirection`. Default 0.01. */
  readonly ridge?: number | undefined;
}
