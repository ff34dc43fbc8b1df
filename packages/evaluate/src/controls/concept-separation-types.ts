import type { ConceptVector } from '@csm/core';
import type { Awaitable } from '@csm/core/extend';
import type { NdArray } from 'ndarray';

/** Options of {@link conceptSeparation}. */
export interface ConceptSeparationOptions {
  /**
   * The function that made the concept vector from examples. If it makes the same direction from the given examples, these are not
   * held out, and folds are used instead. Default: `meanDifference`, or `differenceWithin` if the examples have strata or groups and it makes the concept's direction.
   */
  readonly make?:
    | ((name: string, positives: NdArray, negatives: NdArray) => Awaitable<ConceptVector>)
    | undefined;
  /** Whole number from 0 to 2³² − 1, for the folds. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Whether a concept's score separates examples. */
export interface ConceptSeparation {
  /**
   * ROC AUC of the score on the examples: the probability that an example with the concept scores higher than one without. With
   * strata, only examples of the same stratum are compared.
   */
  readonly auc: number;
  /** One-sided 95 % bounds of the AUC: Wilson's, for as many independent examples as the smaller side has (groups count once). */
  readonly bounds: readonly [lower: number, upper: number];
  /**
   * AUC on the same examples of vectors that `make`, or its default, makes from the other folds: what a direction can reach. NaN if there are fewer
   * than two independent examples on a side.
   */
  readonly attainable: number;
  /** Number of independent examples on the smaller side: rows, or groups if they are given. */
  readonly independent: number;
  /**
   * Whether the examples are held out: `'given'` if the caller passed held-out ones, `'folds'` if they were cross-validated, `'no'` if
   * the vector was computed from them by a function other than `make`, so that the AUC is too high; see {@link conceptSeparation}.
   */
  readonly heldOut: 'given' | 'folds' | 'no';
}
