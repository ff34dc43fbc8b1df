import type { ConceptVector } from '@csm/core';
import type { Examples, Sides } from '../concepts/examples-file.js';
import type { InputSet } from '../inputs/input-set.js';

/** The number of independent examples on each side that `certify` needs for a clear answer. */
export const ENOUGH_EXAMPLES = 20;

/** The fewest examples on each side that make a concept. */
export const LEAST_EXAMPLES = 2;

/** Up to so many inputs, and bytes of them, concepts are tested by cross-validation, which holds all of them in memory. */
const MOST_INPUTS = 1000;
const MOST_BYTES = 2 ** 28;

/** A concept of the page, with the examples on which it is tested. */
export interface ReportConcept extends Sides {
  readonly vector: ConceptVector;
  /** Where it comes from: `attribute "Smiling"`. */
  readonly source: string;
  /** How the vector was made. */
  readonly make: Examples['make'];
  /** Whether the vector was computed from other examples. If not, the score is cross-validated. */
  readonly isHeldOut: boolean;
  /** How many examples with and without the concept the vector was computed from. */
  readonly madeFrom: { readonly positives: number; readonly negatives: number };
  /** Which of the examples belong together. */
  readonly groups?: Sides | undefined;
}

/** What the page explains: concepts, or coordinates of the latent space if there are no examples. */
export type ReportSubject =
  | { readonly kind: 'concepts'; readonly concepts: readonly ReportConcept[] }
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

/**
 * Whether concepts are made from all examples and tested by cross-validation, which needs fewer examples than holding some out, but all
 * of them in memory.
 */
export function isCrossValidated({ ids, shape }: Pick<InputSet, 'ids' | 'shape'>): boolean {
  const bytes = 4 * ids.length * shape.reduce((a, b) => a * b, 1);
  return ids.length <= MOST_INPUTS && bytes <= MOST_BYTES;
}
