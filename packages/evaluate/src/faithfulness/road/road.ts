import {
  CHANNEL_OPTIONS,
  checkChannelOptions,
  checkFunction,
  checkList,
  checkOneOf,
  checkOptions,
  checkPositive,
  checkSeed,
  checkShape,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  keyedNormal,
  keyedRandom,
  largest,
  mean,
  rows,
  smallest,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import ndarray, { type NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../../maps/check-maps.js';
import { scoreOfChannelsLast, withChannelsLast } from '../../maps/picture-layout.js';
import { stackRows } from '../../maps/stack-rows.js';
import { zip } from '../../maps/zip.js';
import { hasNaN } from '../../statistics/has-nan.js';
import { featureGroups, groupValues, inOrder } from '../feature-order.js';
import { type ScoreFunction, scoresOf } from '../score-function.js';
import { noisyLinearImputation } from './noisy-linear-imputation.js';
import type { RoadOptions } from './road-options.js';

/** Concept scores of pictures of which pixels were removed and imputed. */
export interface Road {
  /** Share of the pixels that were removed, `[fractions]`. */
  readonly fractions: Float64Array;
  /** Score of each input before anything is removed, `[n]`. */
  readonly original: Float64Array;
  /** Score after the pixels that the map ranks highest were removed, `[n, fractions]`. */
  readonly mostFirst: NdArray<Float64Array>;
  /** Score after those that it ranks lowest were removed, `[n, fractions]`. */
  readonly leastFirst: NdArray<Float64Array>;
  /** Mean over the fractions of `leastFirst` − `mostFirst`, in units of the score, `[n]`. Large is good. Null: 0. */
  readonly gap: Float64Array;
}

const FRACTIONS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9];

/**
 * ROAD, remove and debias: the score after the most, and after the least important pixels were removed. Removed pixels are not
 * replaced by a constant, whose outline would itself carry information and whose values no model has seen, but by noisy linear imputation: each
 * removed pixel is the weighted mean of its eight neighbours (1/6 in its row or column, 1/12 diagonally, normalised at the border), all
 * solved for together, plus noise.
 *
 * Null: a `gap` of 0, the expectation for a random order. Use the order of maps, not single curves: {@link deletionGap} asks the same with
 * replacements of your choice. Imputation smooths: an attribute that neighbours can restore, such as a wide stripe, is only removed when most of it
 * is gone.
 *
 * Cost: 1 + 2 × fractions (15) encodings per input, and as many sparse linear systems per channel.
 *
 * Source: Rong, Leemann, Borisov, Kasneci & Kasneci 2022 (arXiv 2202.00449), who measure the accuracy of a classifier; here it is the
 * concept's score.
 *
 * @param inputs pictures `[n, height, width, channels]`, or in another `layout`.
 * @param maps array of the inputs' shape, with sign; channels are summed.
 * @throws if the inputs are not pictures of at least two pixels, the shapes differ, a map holds NaN, the score function does not return one
 *   number per input, or an option is unknown or out of range.
 * @category Faithfulness
 */
export async function road(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: RoadOptions = {},
): Promise<Road> {
  const caller = 'road';
  const { fractions = FRACTIONS, noise = 0.01, sign = 'positive', channels, layout } = options;
  checkRoad(caller, score, inputs, maps, options);
  const { seed = 0, signal, onProgress } = options;
  const pictures = withChannelsLast(caller, 'inputs', inputs, layout);
  const scoreLast = scoreOfChannelsLast(score, layout);
  const [count = 0, ...shape] = pictures.shape;
  const [height = 0, width = 0, channelCount = 0] = shape;
  const pixels = height * width;
  if (pixels < 2)
    throw invalidArgument(`${caller}: expected pictures of at least two pixels; got ${pixels}.`);
  const groups = featureGroups(caller, shape, 1);
  const mapRows = rows(withChannelsLast(caller, 'maps', maps, layout));
  const subjects = Array.from(zip(rows(pictures), mapRows), ([values, map], i) => {
    if (hasNaN(map)) throw invalidArgument(`${caller}: map ${i} holds NaN, which cannot be ordered.`);
    const importance = groupValues(map, groups, { sign, channels, channelCount });
    const ordered = (order: 'most first' | 'least first') =>
      inOrder([...groups.keys()], importance, order, keyedRandom('order', seed, i));
    return {
      values,
      most: ordered('most first'),
      least: ordered('least first'),
      range: largest(values) - smallest(values),
    };
  });
  const original = await scoresOf(
    caller,
    scoreLast,
    stackRows(
      subjects.map(({ values }) => values),
      shape,
    ),
  );
  const curves = {
    most: new Float64Array(count * fractions.length),
    least: new Float64Array(count * fractions.length),
  };
  const pause = eventLoopYielder();
  let done = 0;
  for (const [f, fraction] of fractions.entries()) {
    const removed = Math.min(pixels - 1, Math.max(1, Math.round(fraction * pixels)));
    for (const order of ['most', 'least'] as const) {
      const imputed: Float32Array[] = [];
      for (const [i, subject] of subjects.entries()) {
        await checkpoint({ signal, pause });
        const normal = keyedNormal('road', seed, i, f);
        const picture = { values: subject.values, height, width, channels: channelCount };
        const draw = () => noise * subject.range * normal();
        imputed.push(noisyLinearImputation(picture, subject[order].slice(0, removed), draw));
      }
      const found = await scoresOf(caller, scoreLast, stackRows(imputed, shape));
      for (const [i, value] of found.entries()) curves[order][i * fractions.length + f] = value;
      onProgress?.({ done: ++done, total: 2 * fractions.length });
    }
  }
  const gaps = curves.least.map((late, at) => late - curves.most[at]!);
  return {
    fractions: Float64Array.from(fractions),
    original,
    mostFirst: ndarray(curves.most, [count, fractions.length]),
    leastFirst: ndarray(curves.least, [count, fractions.length]),
    gap: Float64Array.from(rows(gaps, fractions.length), (ofInput) => mean(ofInput)),
  };
}

function checkRoad(
  caller: string,
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: RoadOptions,
): void {
  checkOptions<RoadOptions>(caller, options, {
    fractions: true,
    noise: true,
    sign: true,
    seed: true,
    signal: true,
    onProgress: true,
    ...CHANNEL_OPTIONS,
  });
  checkWatchers(caller, options);
  checkFunction(caller, 'score', score);
  const { fractions = FRACTIONS, noise = 0.01, sign = 'positive', seed = 0 } = options;
  checkChannelOptions(caller, options);
  checkOneOf(caller, 'sign', sign, ['absolute', 'positive']);
  checkPositive(caller, 'noise', noise, { orZero: true });
  checkSeed(caller, seed);
  checkList(caller, 'fractions', fractions);
  if (fractions.length === 0) throw invalidArgument(`${caller}: expected at least one fraction; got none.`);
  for (const fraction of fractions) {
    checkPositive(caller, 'fractions', fraction, { max: 1 });
    if (fraction < 1) continue;
    throw invalidArgument(
      `${caller}: fractions must be below 1; got 1, after which no pixel is left to impute from.`,
    );
  }
  checkFiniteInputs(caller, inputs);
  checkShape(caller, 'inputs', inputs.shape, ['n', 'height', 'width', 'channels']);
  checkMaps(caller, maps);
  checkSameShape(caller, inputs, maps, 'inputs and maps');
}
