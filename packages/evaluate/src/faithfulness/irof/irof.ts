import {
  checkFunction,
  checkOneOf,
  checkOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  type ImageLayout,
  invalidArgument,
  keyedRandom,
  largest,
  mean,
  pictureLayout,
  rows,
  size,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import { type Features, featureMembers, featureSums, superpixels } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../../maps/check-maps.js';
import { stackRows } from '../../maps/stack-rows.js';
import { zip } from '../../maps/zip.js';
import { hasNaN } from '../../statistics/has-nan.js';
import { inOrder } from '../feature-order.js';
import { replacementOf } from '../replacement.js';
import { type ScoreFunction, scoresOf } from '../score-function.js';
import type { IrofOptions } from './irof-options.js';
import { meanColour } from './mean-colour.js';

/** Concept scores of inputs while segments are removed. */
export interface Irof {
  /**
   * IROF, the area over the curve of s(xₗ) / s(x), by the trapezoidal rule over the share of removed segments; `[n]`. NaN unless s(x) > 0:
   * for a score that is negative or zero, the ratio is meaningless.
   */
  readonly irof: Float64Array;
  /** The same area of s(x) − s(xₗ), in units of the score, which is defined for every score; `[n]`. */
  readonly loss: Float64Array;
  /** For each input, its score after 0, 1, …, L segments were removed. */
  readonly scores: readonly Float64Array[];
}

/**
 * IROF, iterative removal of features: segments of the input, such as superpixels, are replaced one after the other in the order of their mean
 * attribution, and the area over the curve of the score is taken. A faithful map loses the score early: a large area. Null: the area with
 * `order: 'random'`, which depends on the score, the segments and the replacement; it is not 0.
 *
 * In contrast to single pixels, segments are what a picture consists of, so fewer of the intermediate inputs look unreal; but the
 * result depends on the segmentation. A concept score has no natural zero, in contrast to a class probability: `loss` does not depend on
 * it, `irof` does.
 *
 * Cost: 1 + L encodings per input, with L segments.
 *
 * Source: Rieger & Hansen 2020 (arXiv 2003.08747). They use SLIC and the mean of the data; areas there are not divided by the number of segments.
 *
 * @param maps array of the inputs' shape, with sign.
 * @throws if the shapes differ, a map holds NaN, the score function does not return one number per input, or an option is unknown or out of
 *   range.
 * @category Faithfulness
 */
export async function irof(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: IrofOptions = {},
): Promise<Irof> {
  const caller = 'irof';
  checkOptions<IrofOptions>(caller, options, {
    features: true,
    replacement: { blur: true },
    order: true,
    of: true,
    seed: true,
    layout: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  checkFunction(caller, 'score', score);
  const { order = 'most first', of = 'values', seed = 0, signal, onProgress } = options;
  checkOneOf(caller, 'order', order, ['most first', 'least first', 'random']);
  checkOneOf(caller, 'of', of, ['values', 'magnitudes']);
  checkSeed(caller, seed);
  checkFiniteInputs(caller, inputs);
  checkMaps(caller, maps);
  checkSameShape(caller, inputs, maps, 'inputs and maps');
  const [, ...shape] = inputs.shape;
  const layout = pictureLayout(caller, 'inputs', shape, options.layout);
  const features = options.features ?? defaultSegments(inputs, layout);
  const members = featureMembers(inputs, { features, layout });
  const sums = featureSums(maps, { features, layout, of });
  const replacements = rows(replacementsFor(caller, inputs, options.replacement, layout));
  const originals = [...rows(inputs)];
  const runs = Array.from(
    zip(originals, replacements, members, sums),
    ([original, replacement, lists, own], i) => {
      if (hasNaN(own)) throw invalidArgument(`${caller}: map ${i} holds NaN, which cannot be ordered.`);
      const means = own.map((sum, feature) => sum / lists[feature]!.length);
      return {
        current: original.slice(),
        replacement,
        ordered: inOrder(lists, means, order, keyedRandom('order', seed, i)),
        scores: new Float64Array(lists.length + 1),
      };
    },
  );
  const most = largest(runs.map(({ ordered }) => ordered.length));
  const pause = eventLoopYielder();
  for (let removed = 0; removed <= most; removed++) {
    await checkpoint({ signal, pause });
    for (const { current, replacement, ordered } of runs) {
      for (const at of ordered[removed - 1] ?? []) current[at] = replacement[at]!;
    }
    const found = await scoresOf(
      caller,
      score,
      stackRows(
        runs.map(({ current }) => current),
        shape,
      ),
    );
    for (const [{ scores }, value] of zip(runs, found)) if (removed < scores.length) scores[removed] = value;
    onProgress?.({ done: removed + 1, total: most + 1 });
  }
  const losses = runs.map(({ scores }) => areaOver(scores));
  return {
    irof: Float64Array.from(zip(losses, runs), ([loss, { scores }]) =>
      scores[0]! > 0 ? loss / scores[0]! : Number.NaN,
    ),
    loss: Float64Array.from(losses),
    scores: runs.map(({ scores }) => scores),
  };
}

/** Superpixels of pictures; undefined for other inputs, where each number is then a segment. */
function defaultSegments(inputs: NdArray, layout: ImageLayout): Features | undefined {
  const [, ...shape] = inputs.shape;
  if (shape.length !== 3) return undefined;
  const pixels = size(shape) / (layout === 'channelsFirst' ? shape[0]! : shape[2]!);
  return superpixels(inputs, { count: Math.min(100, Math.max(2, Math.round(pixels / 16))), layout });
}

function replacementsFor(
  caller: string,
  inputs: NdArray,
  given: IrofOptions['replacement'],
  layout: ImageLayout,
): NdArray<Float32Array> {
  if (given !== undefined) return replacementOf(caller, inputs, given, layout);
  return inputs.shape.length === 4 ? meanColour(inputs, layout) : replacementOf(caller, inputs, 0, layout);
}

/** The mean of s(x) − s(xₗ) over the share of removed segments, by the trapezoidal rule. */
function areaOver(scores: Float64Array): number {
  const losses = scores.map((score) => scores[0]! - score);
  return mean(losses.subarray(1).map((loss, l) => (loss + losses[l]!) / 2));
}
