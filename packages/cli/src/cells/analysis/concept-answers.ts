import { smallest } from '@csm/base';
import type { CellGroup } from '@csm/datasets';
import { conceptSeparation, conceptSignificance } from '@csm/evaluate';
import type { Answer } from '../certificate/answer.js';
import { batchAnswer } from '../certificate/batch-answer.js';
import { batchShift } from '../certificate/batch-shift.js';
import { chanceAnswer } from '../certificate/chance-answer.js';
import { countsAnswer } from '../certificate/counts-answer.js';
import { donorsAnswer } from '../certificate/donors-answer.js';
import { seedsAnswer } from '../certificate/seeds-answer.js';
import { separationAnswer } from '../certificate/separation-answer.js';
import { usageAnswer } from '../certificate/usage-answer.js';
import type { CellsRun } from './cells-run.js';
import { firstGenes, seedsOverlap, TOP } from './first-genes.js';
import { geneUsage } from './gene-usage.js';
import { type MadeConcept, madeConcept } from './made-concept.js';

/** What is asked about. */
interface Measured {
  /** The concept by each model; the first one is shown. */
  readonly all: readonly MadeConcept[];
  /** Of the genes, by each model. */
  readonly attributions: readonly Float64Array[];
  /** The score of every cell of the data, by the first model. */
  readonly scores: ArrayLike<number>;
}

/** Asks all questions of a concept. */
export async function answersOf(
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
