import type { ConceptVector } from '@csm/core';

/** A concept of the page, with the examples on which it is tested. */
export interface ReportConcept {
  readonly vector: ConceptVector;
  /** Names of the inputs with and without the concept on which it is tested. */
  readonly positives: readonly string[];
  readonly negatives: readonly string[];
  /** Whether the vector was computed from other examples. If not, the score is cross-validated. */
  readonly isHeldOut: boolean;
  /** How many examples with and without the concept the vector was computed from. */
  readonly madeFrom: { readonly positives: number; readonly negatives: number };
}

/** What the page explains: concepts of examples, or coordinates of the latent space if there are no examples. */
export type ReportSubject =
  | { readonly kind: 'concepts'; readonly source: string; readonly concepts: readonly ReportConcept[] }
  | { readonly kind: 'coordinates'; readonly coordinates: readonly Coordinate[] };

/** A coordinate of the latent space that varies over the data. */
export interface Coordinate {
  readonly vector: ConceptVector;
  /** Its index in the latent, from 0. */
  readonly index: number;
  readonly mean: number;
  readonly standardDeviation: number;
  /** Its share of the variance of all coordinates. */
  readonly share: number;
}
