import { cosineBetween } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import type { ConceptExamples } from '../../concepts/concept-examples.js';
import { labelledDifferences } from './labelled-differences.js';
import type { LabelledLatents } from './labelled-latents.js';

/** A concept whose cosine with the difference of means is lower is another direction. */
const LEAST_COSINE = 0.95;

/** Warns if p-values are those of another direction than the concept. */
export function warnOfUnfitConcept(
  caller: string,
  { name, vector }: ConceptVector,
  labelled: LabelledLatents,
  onWarning: (message: string) => void,
): void {
  const { difference } = labelledDifferences(labelled).of(labelled.units.labels);
  const cosine = cosineBetween(vector, difference);
  if (cosine >= LEAST_COSINE) return;
  onWarning(
    `${caller}: p and q are those of the difference of means of the examples; concept "${name}" has a cosine of only ` +
      `${cosine.toFixed(2)} with it (within strata and donors, if they are given); use the difference as the concept, or read p and q as those of the difference.`,
  );
}

/** Warns if donors are known, but the labels are permuted as if cells were independent. */
export function warnOfUnknownGroups(
  caller: string,
  { name }: ConceptVector,
  { positiveGroups }: ConceptExamples,
  onWarning: (message: string) => void,
): void {
  if (positiveGroups !== undefined) return;
  onWarning(
    `${caller}: p and q of "${name}" take its examples as independent, although cells have donors; pass the donors of the examples as ` +
      'positiveGroups and negativeGroups.',
  );
}
