import type { ConceptVector } from '@csm/core';

/** A concept before its vector is made: its examples, or its vector. */
export interface ConceptSource {
  readonly name: string;
  /** Where it comes from, for the tables: `attribute "Smiling"`. */
  readonly source: string;
  /** The names of the samples with the concept, and of those without it. */
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
  /** The vector is the mean of the positives (`origin`), or their mean minus that of the negatives (`rest`). */
  readonly from: 'origin' | 'rest';
  /** The positives were chosen by their latents, so that no test can hold some of them out. */
  readonly isChosenByLatents?: boolean;
  /** A vector from elsewhere, which has no examples. */
  readonly vector?: ConceptVector;
  /** The label of each sample of `positives` and `negatives`, for `--given-labels`. */
  readonly column?: string;
}
