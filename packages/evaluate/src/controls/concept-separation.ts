import {
  checkOptionalFunction,
  checkOptions,
  checkSeed,
  checkSignal,
  cosineBetween,
  dot,
  mean,
} from '@csm/base';
import { type ConceptScore, type ConceptVector, conceptScores, meanDifference } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { type ExampleRows, exampleRows } from '../concepts/example-rows.js';
import { stackRows } from '../maps/stack-rows.js';
import { wilsonBounds } from '../statistics/wilson-bounds.js';
import type { ConceptSeparation, ConceptSeparationOptions } from './concept-separation-types.js';
import { exampleFolds } from './example-folds.js';
import { isFittedTo } from './is-fitted-to.js';
import { aucWithinCells, type CellScore } from './separated-pairs.js';
import { checkLatentsOf, labelled, stratumOf } from './separation-examples.js';

/** Vectors whose cosine is at least this are the same direction up to rounding. */
const SAME_DIRECTION = 1 - 1e-6;

/**
 * Measures how well the score of a given concept separates examples with the concept from examples without it, with bounds, and how
 * well a vector that is computed from the same examples does.
 *
 * The examples should be held out: not those from which the vector was computed, and of other groups (people, donors, sections) if there
 * are groups. If `make` computes the vector from exactly these examples, they are not held out, and the score is cross-validated: each fold
 * (by groups) is scored by the vector of the other folds. If another function computed it from them, this is usually detected in latents
 * of more than about 25 dimensions (`heldOut: 'no'`): pass that function as `make`. If the vector was computed from only some of the
 * examples, or the score has no vector, such as `regionScore`, this is not detected, and the AUC is too high.
 *
 * The bounds are Wilson's for the smaller number of independent examples, which is conservative: pairs of examples are more
 * numerous but not independent.
 *
 * @param concept a concept vector or a score.
 * @param examples latents with and without the concept, with groups and strata if there are any.
 * @throws if the examples are not latents of the concept's size or not finite, lists of groups or strata have another length, or an
 * option is invalid.
 * @category Controls
 */
export async function conceptSeparation(
  concept: ConceptVector | ConceptScore,
  examples: ConceptExamples,
  options: ConceptSeparationOptions = {},
): Promise<ConceptSeparation> {
  const caller = 'conceptSeparation';
  checkOptions<ConceptSeparationOptions>(caller, options, { make: true, seed: true, signal: true });
  const { make = meanDifference, seed = 0, signal } = options;
  checkSeed(caller, seed);
  checkSignal(caller, signal);
  checkOptionalFunction(caller, 'make', make);
  return separationOf(caller, concept, examples, { make, seed, signal });
}

/** The same as {@link conceptSeparation} with checked options; errors name the given function. */
export async function separationOf(
  caller: string,
  concept: ConceptVector | ConceptScore,
  examples: ConceptExamples,
  { make = meanDifference, seed = 0, signal }: ConceptSeparationOptions,
): Promise<ConceptSeparation> {
  const rows = exampleRows(caller, examples);
  checkLatentsOf(caller, concept, rows);
  const units = [
    labelled(caller, 'positiveGroups', examples.positiveGroups, rows.positives.length, 'positive'),
    labelled(caller, 'negativeGroups', examples.negativeGroups, rows.negatives.length, 'negative'),
  ] as const;
  const strata = [
    stratumOf(caller, 'positiveStrata', examples.positiveStrata, rows.positives.length),
    stratumOf(caller, 'negativeStrata', examples.negativeStrata, rows.negatives.length),
  ] as const;
  const independent = Math.min(new Set(units[0]).size, new Set(units[1]).size);
  const attainable =
    independent < 2 ? Number.NaN : await aucOfFolds(rows, units, strata, { make, seed, signal });
  const vector = 'vector' in concept ? concept.vector : concept.concept?.vector;
  const isOwn =
    vector !== undefined &&
    haveDirection(rows) &&
    (await isMadeFrom(vector, concept.name, examples.positives, examples.negatives, make));
  const score = (latents: NdArray) => conceptScores(latents, [concept]).data;
  // Groups that are on both sides make the means more alike than those of independent examples.
  const shared = new Set(units[0]).size + new Set(units[1]).size > new Set([...units[0], ...units[1]]).size;
  const isFitted =
    vector !== undefined && !isOwn && !shared && isFittedTo(vector, rows.positives, rows.negatives);
  const auc = isOwn
    ? attainable
    : aucWithinCells(
        inCells(score(examples.positives), strata[0]),
        inCells(score(examples.negatives), strata[1]),
      );
  return {
    auc,
    bounds: Number.isNaN(auc) ? [0, 1] : wilsonBounds(auc, independent),
    attainable,
    independent,
    heldOut: isOwn ? 'folds' : isFitted ? 'no' : 'given',
  };
}

/** Whether the function makes the same direction from all the examples. */
async function isMadeFrom(
  vector: Float32Array,
  name: string,
  positives: NdArray,
  negatives: NdArray,
  make: NonNullable<ConceptSeparationOptions['make']>,
): Promise<boolean> {
  const made = await make(name, positives, negatives);
  if (made.vector.length !== vector.length) return false;
  return cosineBetween(made.vector, vector) >= SAME_DIRECTION;
}

/** Whether the means of the two sides differ. */
function haveDirection({ positives, negatives }: ExampleRows): boolean {
  const meanAt = (side: readonly Float32Array[], j: number) => mean(side.map((row) => row[j] ?? 0));
  return (positives[0] ?? []).some((_, j) => meanAt(positives, j) !== meanAt(negatives, j));
}

type BothSides = readonly [positives: readonly string[], negatives: readonly string[]];

/** AUC of examples that are scored by the vector of the other folds. */
async function aucOfFolds(
  rows: ExampleRows,
  units: BothSides,
  strata: BothSides,
  { make = meanDifference, seed = 0, signal }: ConceptSeparationOptions,
): Promise<number> {
  const folds = exampleFolds(units[0], units[1], seed);
  const size = rows.positives[0]?.length ?? 0;
  let up: CellScore[] = [];
  let down: CellScore[] = [];
  for (let fold = 0; fold < folds.count; fold++) {
    signal?.throwIfAborted();
    const training = {
      positives: rows.positives.filter((_, i) => folds.positives[i] !== fold),
      negatives: rows.negatives.filter((_, i) => folds.negatives[i] !== fold),
    };
    if (training.positives.length === 0 || training.negatives.length === 0) continue;
    // Equal means have no direction, and every example the same score.
    const made = haveDirection(training)
      ? await make('fold', stackRows(training.positives, [size]), stackRows(training.negatives, [size]))
      : { vector: new Float64Array(size) };
    const vector = Float64Array.from(made.vector);
    const scored = (side: readonly Float32Array[], of: readonly number[], cells: readonly string[]) =>
      side.flatMap((row, i) =>
        of[i] === fold
          ? [{ cell: `${fold} ${cells[i]}`, score: dot(vector, Float64Array.from(row), size) }]
          : [],
      );
    up = up.concat(scored(rows.positives, folds.positives, strata[0]));
    down = down.concat(scored(rows.negatives, folds.negatives, strata[1]));
  }
  return aucWithinCells(up, down);
}

const inCells = (scores: ArrayLike<number>, cells: readonly string[]) =>
  Array.from(scores, (score, i) => ({ cell: cells[i] ?? '', score }));
