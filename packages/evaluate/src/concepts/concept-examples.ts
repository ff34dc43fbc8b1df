import type { NdArray } from 'ndarray';

/**
 * What is known about examples in addition to their label: one id for each row of the positives, and one for each row of the negatives.
 * Tests of significance need it wherever examples are not independent.
 */
export interface LabelDesign {
  /** Which rows belong together, such as the pictures of one person. Give it for positives and negatives, or not at all. */
  readonly positiveGroups?: readonly (string | number)[] | undefined;
  readonly negativeGroups?: readonly (string | number)[] | undefined;
  /** The value of a confounder in each row, such as the sex of the person. Labels are compared and permuted within a value. */
  readonly positiveStrata?: readonly (string | number)[] | undefined;
  readonly negativeStrata?: readonly (string | number)[] | undefined;
}

/** Examples of a concept: latents with and without it. */
export interface ConceptExamples extends LabelDesign {
  /** Latents of examples that have the concept, `[n, latentSize]`. */
  readonly positives: NdArray;
  /** Latents of examples that lack the concept, `[m, latentSize]`. */
  readonly negatives: NdArray;
}
