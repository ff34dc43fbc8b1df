import { checkOptionalFunction, checkOptions, checkSeed, checkSignal, dot } from '@csm/base';
import { type ConceptScore, type ConceptVector, conceptScores } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples, LabelDesign } from '../concepts/concept-examples.js';
import { type ExampleRows, exampleRows } from '../concepts/example-rows.js';
import { wilsonBounds } from '../statistics/wilson-bounds.js';
import type { ConceptSeparation, ConceptSeparationOptions } from './concept-separation-types.js';
import { type Maker, makerOf, makersOf } from './direction-makers.js';
import { exampleFolds } from './example-folds.js';
import { isFittedTo } from './is-fitted-to.js';
import { aucWithinCells, type CellScore } from './separated-pairs.js';
import { checkLatentsOf, labelled, stratumOf } from './separation-examples.js';

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
  const { make, seed = 0, signal } = options;
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
  { make, seed = 0, signal }: ConceptSeparationOptions,
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
  const vector = 'vector' in concept ? concept.vector : concept.concept?.vector;
  const makers = makersOf(rows, examples, make);
  const own = vector && (await makerOf(vector, concept.name, rows, examples, makers));
  const isOwn = own !== undefined;
  const maker = own ?? makers[0];
  const attainable =
    independent < 2 ? Number.NaN : await aucOfFolds(rows, units, strata, examples, { maker, seed, signal });
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

type BothSides = readonly [positives: readonly string[], negatives: readonly string[]];

/** AUC of examples that are scored by the vector of the other folds. */
async function aucOfFolds(
  rows: ExampleRows,
  units: BothSides,
  strata: BothSides,
  design: LabelDesign,
  { maker, seed = 0, signal }: Pick<ConceptSeparationOptions, 'seed' | 'signal'> & { readonly maker: Maker },
): Promise<number> {
  const folds = exampleFolds(units[0], units[1], seed);
  const size = rows.positives[0]?.length ?? 0;
  let up: CellScore[] = [];
  let down: CellScore[] = [];
  for (let fold = 0; fold < folds.count; fold++) {
    signal?.throwIfAborted();
    const isOther = (side: readonly number[]) => (_: unknown, i: number) => side[i] !== fold;
    const [ofUp, ofDown] = [isOther(folds.positives), isOther(folds.negatives)];
    const training = { positives: rows.positives.filter(ofUp), negatives: rows.negatives.filter(ofDown) };
    if (training.positives.length === 0 || training.negatives.length === 0) continue;
    const made = await maker('fold', training, {
      positiveGroups: design.positiveGroups?.filter(ofUp),
      negativeGroups: design.negativeGroups?.filter(ofDown),
      positiveStrata: design.positiveStrata?.filter(ofUp),
      negativeStrata: design.negativeStrata?.filter(ofDown),
    });
    // Without a direction every example has the same score.
    const vector = Float64Array.from(made ?? new Float64Array(size));
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
