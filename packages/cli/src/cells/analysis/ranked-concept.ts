import { smallest } from '@csm/base';
import { type ConceptVector, conceptScores, meanDifference } from '@csm/core';
import { type CellGroup, cellBatches, shuffled } from '@csm/datasets';
import {
  type ConceptExamples,
  conceptSeparation,
  conceptSignificance,
  differenceWithin,
  type GeneRanking,
  geneSetEnrichment,
  type LabelDesign,
  rankGenes,
} from '@csm/evaluate';
import type { Answer } from '../certificate/answer.js';
import { batchAnswer } from '../certificate/batch-answer.js';
import { batchShift } from '../certificate/batch-shift.js';
import { cellsCertificate } from '../certificate/cells-certificate.js';
import { chanceAnswer } from '../certificate/chance-answer.js';
import { countsAnswer } from '../certificate/counts-answer.js';
import { donorsAnswer } from '../certificate/donors-answer.js';
import { seedsAnswer } from '../certificate/seeds-answer.js';
import { separationAnswer } from '../certificate/separation-answer.js';
import { usageAnswer } from '../certificate/usage-answer.js';
import { BATCH, rowsOf } from './cell-latents.js';
import type { EnrichedSet, RankedConcept } from './cells-analysis.js';
import type { CellsRun, EncodedModel } from './cells-run.js';
import { firstGenes, seedsOverlap, TOP } from './first-genes.js';
import { geneUsage } from './gene-usage.js';
import { methodFor } from './method-for.js';
import { plainTest } from './plain-test.js';

/** A concept in the latent of one model. */
interface MadeConcept extends EncodedModel {
  readonly concept: ConceptVector;
  readonly examples: ConceptExamples;
  /** The column of batches within which the cells are compared. */
  readonly within?: string | undefined;
}

/** Makes, ranks and tests one concept. */
export async function rankedConcept(group: CellGroup, run: CellsRun): Promise<Omit<RankedConcept, 'file'>> {
  const { name, description, positives, negatives } = group;
  const [first, ...others] = run.models;
  const own = madeConcept(group, first, run);
  const { ranking, enrichment } = await ranked(group, own, run, true);
  const alternatives = [];
  for (const each of others) {
    const made = madeConcept(group, each, run);
    const { ranking: other } = await ranked(group, made, run, false);
    alternatives.push({ made, attribution: other.attribution });
  }
  const scores = conceptScores(own.latents, [own.concept]).data;
  const all = [own, ...alternatives.map(({ made }) => made)];
  const attributions = [ranking, ...alternatives].map(({ attribution }) => attribution);
  const answers = await answersOf(group, { all, attributions, scores }, run);
  return {
    ...{ name, description, ranking, scores, ...(enrichment && { enrichment }), within: own.within },
    ...{ positives: positives.length, negatives: negatives.length, vector: own.concept.vector },
    others: alternatives.map(({ made, attribution }) => ({ model: made.model.name, attribution })),
    test: plainTest(await run.test(group), first.model.genes),
    certificate: cellsCertificate(name, ranking.method, answers),
  };
}

function madeConcept(
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

/** Donors with cells on both sides from which on the means of donors are exchanged instead of cells: 2 / 2⁶ < .05. */
const ENOUGH_DONORS = 6;

/** Ranks the genes, with p-values and gene sets if they are shown. */
async function ranked(
  group: CellGroup,
  { model, concept, examples }: MadeConcept,
  run: CellsRun,
  isShown: boolean,
): Promise<{ readonly ranking: GeneRanking; readonly enrichment?: readonly EnrichedSet[] | undefined }> {
  const { data, donors, explained, permutations, seed, sets, command } = run;
  const { signal, warn, progress } = command;
  const { genes, values, missingGenes, encoder } = model;
  const rows = shuffled([...group.positives], seed)
    .slice(0, explained)
    .sort((a, b) => a - b);
  const inputs = cellBatches(data.cells, {
    ...{ rows, genes, values, missingGenes, batchSize: BATCH, signal },
    onWarning: () => {},
  });
  const explainer = await methodFor(run.method, model, group, run);
  const report = progress(`Rank the genes of ${group.name}, ${model.name}`);
  const ranking = await rankGenes(encoder, inputs, concept, explainer, {
    ...{ genes, seed, signal, onWarning: warn, batchSize: BATCH },
    ...(donors && { donors: rows.map((cell) => donors[cell] ?? '') }),
    ...(isShown && { examples, permutations, keepPermuted: sets !== undefined }),
    ...(donors && sharedDonors(examples) >= ENOUGH_DONORS && { unit: 'donor' }),
    // The cells of the permuted labels count in the total, too.
    onProgress: ({ done, total }) => report({ done: (done * rows.length) / total, total: rows.length }),
  });
  const { permuted, ...plain } = ranking;
  if (!isShown || sets === undefined) return { ranking: plain };
  const found = await geneSetEnrichment(ranking, sets, { signal });
  return { ranking: plain, enrichment: found };
}

/** The number of donors with cells on both sides. */
function sharedDonors({ positiveGroups = [], negativeGroups = [] }: ConceptExamples): number {
  const down = new Set(negativeGroups);
  return [...new Set(positiveGroups)].filter((donor) => down.has(donor)).length;
}

interface Measured {
  readonly all: readonly MadeConcept[];
  readonly attributions: readonly Float64Array[];
  readonly scores: ArrayLike<number>;
}

/** Asks all questions of a concept. */
async function answersOf(
  group: CellGroup,
  { all, attributions, scores }: Measured,
  run: CellsRun,
): Promise<Answer[]> {
  const { data, donors, batches, seed, isTrained, command } = run;
  const { name, positives, negatives } = group;
  const { signal } = command;
  const [own] = all;
  const [attribution] = attributions;
  if (own === undefined || attribution === undefined) return [];
  const separations = [];
  for (const { concept, examples } of all) {
    separations.push(await conceptSeparation(concept, examples, { seed, signal }));
  }
  const [significance] = await conceptSignificance([{ name, ...own.examples }], { seed, signal });
  const independent = separations[0]?.independent ?? 0;
  const cellsOf = (cells: Uint32Array) =>
    Array.from(cells, (cell) => ({ score: scores[cell] ?? 0, batch: batches?.of[cell] ?? '' }));
  const first = firstGenes(attribution, Math.min(TOP, attribution.length));
  const usage = await geneUsage({
    ...{ model: own.model, cells: data.cells, concept: own.concept, group, first, seed, signal },
  });
  const hasDonors = donors !== undefined;
  const { noun } = data;
  const shift = batches && batchShift(cellsOf(positives), cellsOf(negatives));
  const isBatch = shift !== undefined && !batches?.isGuessed && shift.batches > 1 && shift.shared === 0;
  const design = { hasDonors, isBatch, noun };
  return [
    ...(run.isWhole ? [] : [countsAnswer(isTrained || own.model.values !== 'counts')]),
    separationAnswer(name, separations, design),
    ...(significance ? [chanceAnswer(significance, independent, design)] : []),
    ...(isBatch ? [] : await donorsAnswers(group, own, run)),
    batchAnswer(name, batches, shift, noun),
    seedsAnswer(seedsOverlap(attributions), isTrained, noun),
    usageAnswer(name, usage, noun),
  ];
}

/** Whether the difference holds over donors that were not named. */
async function donorsAnswers(group: CellGroup, own: MadeConcept, run: CellsRun): Promise<Answer[]> {
  const { likelyDonors, batches, seed, data, command } = run;
  if (likelyDonors === undefined) return [];
  const { column, of } = likelyDonors;
  const { examples } = madeConcept(group, own, { donors: of, batches });
  const [found] = await conceptSignificance([{ name: group.name, ...examples }], {
    ...{ seed, signal: command.signal },
  });
  if (found === undefined) return [];
  const sides = [group.positives, group.negatives].map(
    (cells) => new Set(Array.from(cells, (cell) => of[cell])).size,
  );
  return [donorsAnswer(column, found, smallest(sides), data.noun)];
}
