import { cosineBetween } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import type { ConceptExamples } from '../../concepts/concept-examples.js';
import type { ValueExamples } from '../../concepts/value-examples.js';
import type { Exchanges } from './exchanges.js';

/** A concept whose cosine with the difference of means is lower is another direction. */
const LEAST_COSINE = 0.95;

/** Warns if p-values are those of another direction than the concept. */
export function warnOfUnfitConcept(
  caller: string,
  { name, vector }: ConceptVector,
  { given, what }: Exchanges,
  onWarning: (message: string) => void,
): void {
  const cosine = cosineBetween(vector, given.vector);
  if (cosine >= LEAST_COSINE) return;
  onWarning(
    `${caller}: p and q are those of ${what} of the examples; concept "${name}" has a cosine of only ` +
      `${cosine.toFixed(2)} with it (within strata and donors, if they are given); use it as the concept, or read p and q as those of ${what}.`,
  );
}

/** Warns if donors are known, but the labels are permuted as if cells were independent. */
export function warnOfUnknownGroups(
  caller: string,
  { name }: ConceptVector,
  examples: ConceptExamples | ValueExamples,
  onWarning: (message: string) => void,
): void {
  const isOfValues = 'values' in examples;
  if ((isOfValues ? examples.groups : examples.positiveGroups) !== undefined) return;
  onWarning(
    `${caller}: p and q of "${name}" take its examples as independent, although cells have donors; pass the donors of the examples as ` +
      `${isOfValues ? 'groups' : 'positiveGroups and negativeGroups'}.`,
  );
}
