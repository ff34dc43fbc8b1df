import {
  checkChannelOptions,
  checkCount,
  checkFunction,
  checkOneOf,
  checkOptions,
  checkSeed,
  checkWatchers,
  invalidArgument,
  keyedRandom,
  rows,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import ndarray, { type NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../maps/check-maps.js';
import { scoreOfChannelsLast, withChannelsLast } from '../maps/picture-layout.js';
import { stackRows } from '../maps/stack-rows.js';
import { zip } from '../maps/zip.js';
import { hasNaN } from '../statistics/has-nan.js';
import { featureGroups, groupValues, inOrder } from './feature-order.js';
import { DELETION_OPTIONS, type PerturbationOptions } from './perturbation-options.js';
import { replacementOf } from './replacement.js';
import { type ScoreFunction, scoresOf } from './score-function.js';

/** Concept scores of inputs while features are deleted or inserted. */
export interface PerturbationCurve {
  /** Share of the features that were replaced, or put back, at each point, from 0 to 1, `[steps + 1]`. */
  readonly fractions: Float64Array;
  /** Score of each input at each point, `[n, steps + 1]`. */
  readonly scores: NdArray<Float64Array>;
  /** Area under each input's curve over the fractions, by the trapezoidal rule, in units of the score; `[n]`. */
  readonly areas: Float64Array;
}

/**
 * Deletion and insertion curves of the concept score. If a map is faithful, the score falls fast (small area) when the features that
 * the map ranks highest are deleted first, stays high (large area) when those that it ranks lowest are deleted first, and rises
 * fast when the highest are inserted first. Null: the random order. The encoder has never seen inputs like the intermediate ones,
 * so a single curve proves nothing: see {@link deletionGap}.
 *
 * Sources: Samek et al. 2017 (arXiv 1509.06321) for regions and for least important first; Petsiuk, Das & Saenko 2018
 * (arXiv 1806.07421) for deletion, insertion and the area.
 *
 * @param maps array of the inputs' shape, with sign: features with positive values, which are evidence for the
 * concept, count as important unless `sign` is `'absolute'`. Channels of pictures are summed.
 * @throws if the shapes differ, a map holds NaN, the score function does not return one number per input, or an option is unknown or
 *   out of range.
 * @category Faithfulness
 */
export async function perturbationCurve(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: PerturbationOptions = {},
): Promise<PerturbationCurve> {
  return curveFor('perturbationCurve', score, inputs, maps, options);
}

/** The same as {@link perturbationCurve}, but errors name the given function. */
export async function curveFor(
  caller: string,
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: PerturbationOptions,
): Promise<PerturbationCurve> {
  checkOptions<PerturbationOptions>(caller, options, { kind: true, order: true, ...DELETION_OPTIONS });
  checkWatchers(caller, options);
  checkFunction(caller, 'score', score);
  const { kind = 'deletion', order = 'most first', replacement = 0, seed = 0 } = options;
  const { steps = 20, patch = 1, sign = 'positive', channels, layout, signal, onProgress } = options;
  checkChannelOptions(caller, options);
  checkOneOf(caller, 'sign', sign, ['absolute', 'positive']);
  checkFiniteInputs(caller, inputs);
  checkMaps(caller, maps);
  checkSameShape(caller, inputs, maps, 'inputs and maps');
  checkOneOf(caller, 'kind', kind, ['deletion', 'insertion']);
  checkOneOf(caller, 'order', order, ['most first', 'least first', 'random']);
  checkCount(caller, 'steps', steps);
  checkSeed(caller, seed);
  const pictures = withChannelsLast(caller, 'inputs', inputs, layout);
  const scoreLast = scoreOfChannelsLast(score, layout);
  const [, ...shape] = pictures.shape;
  const groups = featureGroups(caller, shape, patch);
  const replacements = withChannelsLast(
    caller,
    'inputs',
    replacementOf(caller, inputs, replacement, layout),
    layout,
  );
  const mapRows = [...rows(withChannelsLast(caller, 'maps', maps, layout))];
  const importance = { sign, channels, channelCount: shape.length === 3 ? (shape[2] ?? 1) : 1 };
  const withNaN = mapRows.findIndex(hasNaN);
  if (withNaN !== -1) {
    throw invalidArgument(`${caller}: map ${withNaN} holds NaN, which cannot be ordered.`);
  }
  const [from, to] = kind === 'deletion' ? [pictures, replacements] : [replacements, pictures];
  const runs = Array.from(zip(rows(from), rows(to), mapRows.entries()), ([start, end, [i, map]]) => ({
    current: start.slice(),
    end,
    ordered: inOrder(groups, groupValues(map, groups, importance), order, keyedRandom('order', seed, i)),
    scores: new Float64Array(steps + 1),
  }));

  const boundaries = Array.from({ length: steps + 1 }, (_, k) => Math.round((k * groups.length) / steps));
  let replaced = 0;
  for (const [k, boundary] of boundaries.entries()) {
    await checkpoint({ signal });
    for (const { current, end, ordered } of runs) {
      for (const group of ordered.slice(replaced, boundary)) {
        for (const at of group) current[at] = end[at]!;
      }
    }
    replaced = boundary;
    const current = runs.map((run) => run.current);
    const found = await scoresOf(caller, scoreLast, stackRows(current, shape));
    for (const [run, value] of zip(runs, found)) run.scores[k] = value;
    onProgress?.({ done: k + 1, total: steps + 1 });
  }
  const fractions = Float64Array.from(boundaries, (boundary) => boundary / groups.length);
  const scores = Float64Array.from(runs.flatMap((run) => [...run.scores]));
  return {
    fractions,
    scores: ndarray(scores, [runs.length, steps + 1]),
    areas: Float64Array.from(runs, (run) => area(fractions, run.scores)),
  };
}

/** Area under a curve by the trapezoidal rule. */
function area(xs: Float64Array, ys: Float64Array): number {
  let sum = 0;
  for (const [x0, x1, y0, y1] of zip(xs, xs.subarray(1), ys, ys.subarray(1)))
    sum += ((x1 - x0) * (y1 + y0)) / 2;
  return sum;
}
