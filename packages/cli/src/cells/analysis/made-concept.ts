import { type ConceptVector, meanDifference } from '@csm/core';
import type { CellGroup } from '@csm/datasets';
import { type ConceptExamples, differenceWithin, type LabelDesign } from '@csm/evaluate';
import { rowsOf } from './cell-latents.js';
import type { CellsRun, EncodedModel } from './cells-run.js';

/** A concept in the latent of one model. */
export interface MadeConcept extends EncodedModel {
  readonly concept: ConceptVector;
  readonly examples: ConceptExamples;
  /** The column of batches within which the cells are compared. */
  readonly within?: string | undefined;
}

/** The difference between the two sides in the latent of a model: within batches if they were named and both sides share one. */
export function madeConcept(
  { name, positives, negatives }: CellGroup,
  { model, latents }: EncodedModel,
  { donors, batches }: Pick<CellsRun, 'donors' | 'batches'>,
): MadeConcept {
  const sides = { positives: rowsOf(latents, positives), negatives: rowsOf(latents, negatives) };
  const of = (values: readonly string[], cells: Uint32Array) =>
    Array.from(cells, (cell) => values[cell] ?? '');
  const groups = donors && { positiveGroups: of(donors, positives), negativeGroups: of(donors, negatives) };
  const strata = batches &&
    !batches.isGuessed && {
      positiveStrata: of(batches.of, positives),
      negativeStrata: of(batches.of, negatives),
    };
  const design = { ...groups, ...strata };
  const isStratified = strata !== undefined && canBeStratified(design);
  const examples = { ...sides, ...groups, ...(isStratified && strata) };
  const isWithin = isStratified && areComparable(design);
  const concept = isWithin
    ? differenceWithin(name, examples)
    : meanDifference(name, sides.positives, sides.negatives);
  return { ...{ model, latents, concept, examples }, ...(isWithin && { within: batches?.column }) };
}

/** Whether a batch has cells of both sides: of the same donor, or of donors with one side only. */
function areComparable(design: LabelDesign): boolean {
  const { positiveGroups, negativeGroups, positiveStrata = [], negativeStrata = [] } = design;
  const [up, down] = [new Set(positiveGroups), new Set(negativeGroups)];
  const blockOf = (batch: string | number, donor?: string | number) =>
    JSON.stringify([batch, donor !== undefined && up.has(donor) && down.has(donor) ? donor : null]);
  const below = new Set(negativeStrata.map((batch, i) => blockOf(batch, negativeGroups?.[i])));
  return positiveStrata.some((batch, i) => below.has(blockOf(batch, positiveGroups?.[i])));
}

/** A donor with cells on one side only is exchanged as a whole, which is not possible within a batch if its cells are of several. */
function canBeStratified(design: LabelDesign): boolean {
  const { positiveGroups = [], negativeGroups = [], positiveStrata = [], negativeStrata = [] } = design;
  const [up, down] = [new Set(positiveGroups), new Set(negativeGroups)];
  const batchOf = new Map<string | number, string | number>();
  const pairs = [
    ...positiveGroups.map((donor, i) => [donor, positiveStrata[i] ?? ''] as const),
    ...negativeGroups.map((donor, i) => [donor, negativeStrata[i] ?? ''] as const),
  ];
  return pairs.every(([donor, batch]) => {
    if (up.has(donor) && down.has(donor)) return true;
    const known = batchOf.get(donor) ?? batch;
    batchOf.set(donor, known);
    return known === batch;
  });
}
