import {
  checkFunction,
  checkLayout,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  keyedRandom,
  pictureLayout,
  rows,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import { featureMembers, featureSums } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../../maps/check-maps.js';
import { stackRows } from '../../maps/stack-rows.js';
import { zip } from '../../maps/zip.js';
import { hasNaN } from '../../statistics/has-nan.js';
import { replacementOf } from '../replacement.js';
import { type ScoreFunction, scoresOf } from '../score-function.js';
import type { SubsetOptions } from './subset-options.js';

/** What a map says of random subsets of one input's features, and what the score says. */
export interface SubsetEffects {
  /** Number of features in each subset. */
  readonly size: number;
  /** Σ of the map over the features of each subset. */
  readonly attributed: Float64Array;
  /** s(x) − s(x with the features of the subset replaced), for each subset. */
  readonly lost: Float64Array;
}

/**
 * Replaces random subsets of each input's features.
 * @param shares of the features that a subset has; of N features it has at least 1 and at most N − 1.
 * @param samples number of subsets per share and input.
 * @returns for each share, the effects of each input.
 * @throws if the shapes differ, a map holds NaN, an input has fewer than two features, the score function does not return one number
 * per input, or an option is out of range.
 */
export async function subsetEffects(
  caller: string,
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  shares: ArrayLike<number>,
  samples: number,
  options: SubsetOptions,
): Promise<SubsetEffects[][]> {
  checkFunction(caller, 'score', score);
  checkWatchers(caller, options);
  const { features, replacement = 0, seed = 0, signal, onProgress } = options;
  checkSeed(caller, seed);
  checkLayout(caller, options.layout);
  checkFiniteInputs(caller, inputs);
  checkMaps(caller, maps);
  checkSameShape(caller, inputs, maps, 'inputs and maps');
  const [, ...shape] = inputs.shape;
  const layout = pictureLayout(caller, 'inputs', shape, options.layout);
  const members = featureMembers(inputs, { features, layout });
  const sums = featureSums(maps, { features, layout });
  checkSubjects(caller, sums);
  const replacements = [...rows(replacementOf(caller, inputs, replacement, layout))];
  const originals = [...rows(inputs)];
  const before = await scoresOf(caller, score, stackRows(originals, shape));
  const effects = Array.from(shares, (share) => sums.map(({ length }) => newEffects(share, length, samples)));
  const pause = eventLoopYielder();
  for (const [s, ofShare] of effects.entries()) {
    for (let k = 0; k < samples; k++) {
      await checkpoint({ signal, pause });
      const perturbed = originals.map((original, i) => {
        const { size, attributed } = ofShare[i]!;
        const subset = randomSubset(sums[i]!.length, size, keyedRandom('subset', seed, i, s, k));
        attributed[k] = subset.reduce((sum, feature) => sum + sums[i]![feature]!, 0);
        const input = original.slice();
        for (const feature of subset) {
          for (const at of members[i]![feature]!) input[at] = replacements[i]![at]!;
        }
        return input;
      });
      const after = await scoresOf(caller, score, stackRows(perturbed, shape));
      for (const [{ lost }, original, now] of zip(ofShare, before, after)) lost[k] = original - now;
      onProgress?.({ done: s * samples + k + 1, total: shares.length * samples });
    }
  }
  return effects;
}

function checkSubjects(caller: string, sums: readonly Float64Array[]): void {
  for (const [i, of] of sums.entries()) {
    if (hasNaN(of)) throw invalidArgument(`${caller}: map ${i} holds NaN; expected numbers.`);
    if (of.length >= 2) continue;
    throw invalidArgument(
      `${caller}: expected at least two features per input; input ${i} has ${of.length}; pass smaller features.`,
    );
  }
}

function newEffects(share: number, features: number, samples: number): SubsetEffects {
  return {
    size: Math.min(features - 1, Math.max(1, Math.round(share * features))),
    attributed: new Float64Array(samples),
    lost: new Float64Array(samples),
  };
}

/** The first numbers of a Fisher–Yates shuffle of 0, …, count − 1. */
function randomSubset(count: number, size: number, random: () => number): number[] {
  const numbers = Array.from({ length: count }, (_, at) => at);
  for (let at = 0; at < size; at++) {
    const other = at + Math.floor(random() * (count - at));
    [numbers[at], numbers[other]] = [numbers[other]!, numbers[at]!];
  }
  return numbers.slice(0, size);
}
