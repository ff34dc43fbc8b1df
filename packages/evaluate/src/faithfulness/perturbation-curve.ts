import { checkOptions, checkpoint } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import { shuffle } from 'simple-statistics';
import { checkChoice, checkCount, checkMaps, checkSameShape, checkSeed, holdsNaN } from '../maps/check.js';
import { fromRows, rowsOf } from '../maps/maps.js';
import { keyedRandom } from '../maps/random.js';
import { type Replacement, replacementFor } from './replacement.js';
import type { ScoreFunction } from './score-function.js';

/** Options of {@link perturbationCurve}. */
export interface PerturbationOptions {
  /**
   * `deletion` (default): from the input, features are replaced one after the other. `insertion`: from the replacement, they are
   * put back.
   */
  kind?: 'deletion' | 'insertion' | undefined;
  /** Which come first: those of the largest values of the map (default), of the smallest, or in random order (the null). */
  order?: 'most first' | 'least first' | 'random' | undefined;
  /** Default 0. Take several: what is off the data is unfair to some method. */
  replacement?: Replacement | undefined;
  /** Points of the curve after the first. Default 20. */
  steps?: number | undefined;
  /** Pictures: features are moved in squares of so many pixels, all channels together. Default 1. */
  patch?: number | undefined;
  /** Of the random order, and of ties. Default 0. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  /** The finished share of the work, 0 to 1. */
  onProgress?: ((share: number) => void) | undefined;
}

/** A concept score while features are taken away, or put back. */
export interface PerturbationCurve {
  /** Share of the features that were moved at each point, from 0 to 1, `[steps + 1]`. */
  readonly fractions: Float64Array;
  /** Score of each input at each point, `[n, steps + 1]`. */
  readonly scores: NdArray<Float64Array>;
  /** Area under each input's curve over the fractions, by the trapezoidal rule; in units of the score, `[n]`. */
  readonly areas: Float64Array;
}

/**
 * Deletion and insertion curves of the concept score. If a map is faithful, deleting what it ranks highest makes the score fall
 * fast (a small area), deleting what it ranks lowest first keeps it up (a large one), and inserting the highest first makes it
 * rise fast. Null: the random order. The inputs on the way are none that the encoder has seen, so no single curve proves
 * anything: see {@link deletionGap}.
 *
 * Sources: Samek et al. 2017 (arXiv 1509.06321) for regions and least important first; Petsiuk, Das & Saenko 2018 (arXiv 1806.07421) for
 * deletion, insertion and the area.
 *
 * @param maps of the inputs' shape, signed: for the concept counts as important. Channels of pictures are summed.
 * @throws if the shapes differ, a map holds NaN, or an option is out of range.
 */
export async function perturbationCurve(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: PerturbationOptions = {},
): Promise<PerturbationCurve> {
  const caller = 'perturbationCurve';
  checkOptions<PerturbationOptions>(caller, options, {
    kind: true,
    order: true,
    replacement: true,
    steps: true,
    patch: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  const {
    kind = 'deletion',
    order = 'most first',
    replacement = 0,
    steps = 20,
    patch = 1,
    seed = 0,
  } = options;
  checkMaps(caller, inputs, 'inputs');
  checkMaps(caller, maps);
  checkSameShape(caller, inputs, maps, 'inputs and maps');
  checkChoice(caller, 'kind', kind, ['deletion', 'insertion']);
  checkChoice(caller, 'order', order, ['most first', 'least first', 'random']);
  checkCount(caller, 'steps', steps);
  checkSeed(caller, seed);
  const shape = inputs.shape.slice(1);
  const units = unitsOf(caller, shape, patch);
  const replaced = rowsOf(replacementFor(caller, inputs, replacement));
  const originals = rowsOf(inputs);
  const [from, to] = kind === 'deletion' ? [originals, replaced] : [replaced, originals];
  const unordered = rowsOf(maps).findIndex(holdsNaN);
  if (unordered !== -1)
    throw new Error(`${caller}: map ${unordered} holds NaN, which has no place in an order.`);
  const orders = rowsOf(maps).map((map, i) => ordered(map, units, order, keyedRandom('order', seed, i)));

  const current = from.map((row) => row.slice());
  const scores = new Float64Array(originals.length * (steps + 1));
  const boundaries = Array.from({ length: steps + 1 }, (_, k) => Math.round((k * units.length) / steps));
  for (let k = 0; k <= steps; k++) {
    await checkpoint(options);
    for (const [i, row] of current.entries()) {
      for (const unit of orders[i]!.slice(boundaries[Math.max(0, k - 1)], boundaries[k])) {
        for (const at of units[unit]!) row[at] = to[i]![at]!;
      }
    }
    const found = await score(fromRows(current, shape));
    for (let i = 0; i < originals.length; i++) scores[i * (steps + 1) + k] = found[i]!;
    options.onProgress?.((k + 1) / (steps + 1));
  }
  const fractions = Float64Array.from(boundaries, (moved) => moved / units.length);
  return {
    fractions,
    scores: ndarray(scores, [originals.length, steps + 1]),
    areas: Float64Array.from(originals, (_, i) =>
      area(fractions, scores.subarray(i * (steps + 1), (i + 1) * (steps + 1))),
    ),
  };
}

/**
 * The area under the deletion curve with the least important first, minus that with the most important first: large where the
 * map tells apart what the score needs from what it does not. In units of the score, `[n]`. Null: 0, which a random order has in
 * expectation, whatever the replacement does to the score by itself.
 *
 * Source: the area between perturbation curves, Schulz et al. 2020 (arXiv 2001.00396) and Blücher et al. 2024 (arXiv 2405.02344).
 */
export async function deletionGap(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: Omit<PerturbationOptions, 'kind' | 'order'> = {},
): Promise<Float64Array> {
  const most = await perturbationCurve(score, inputs, maps, { ...options, order: 'most first' });
  const least = await perturbationCurve(score, inputs, maps, { ...options, order: 'least first' });
  return least.areas.map((value, i) => value - most.areas[i]!);
}

/** Features that move together: a pixel's channels, or those of a square of pixels; single features of what is no picture. */
function unitsOf(caller: string, shape: readonly number[], patch: number): number[][] {
  checkCount(caller, 'patch', patch);
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length !== 3) {
    if (patch !== 1)
      throw new Error(`${caller}: patches are for pictures; the inputs have shape [${shape}].`);
    return Array.from({ length: size }, (_, at) => [at]);
  }
  const [height = 0, width = 0, channels = 0] = shape;
  const across = Math.ceil(width / patch);
  const units: number[][] = Array.from({ length: Math.ceil(height / patch) * across }, () => []);
  for (let at = 0; at < size; at++) {
    const pixel = Math.floor(at / channels);
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    units[Math.floor(row / patch) * across + Math.floor(column / patch)]!.push(at);
  }
  return units;
}

/** Units in the order in which they move; ties in random order, so that a map's zeros favour no corner. */
function ordered(
  map: Float32Array,
  units: readonly number[][],
  order: PerturbationOptions['order'],
  random: () => number,
): number[] {
  const anyOrder = shuffle(Array.from(units.keys()), random);
  if (order === 'random') return anyOrder;
  const values = units.map((unit) => unit.reduce((sum, at) => sum + map[at]!, 0) / unit.length);
  const sign = order === 'most first' ? -1 : 1;
  return anyOrder.sort((a, b) => sign * (values[a]! - values[b]!));
}

function area(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let k = 1; k < x.length; k++) sum += ((x[k]! - x[k - 1]!) * (y[k]! + y[k - 1]!)) / 2;
  return sum;
}
