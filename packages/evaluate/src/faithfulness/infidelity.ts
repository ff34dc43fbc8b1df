import { checkOptions, checkpoint } from '@csm/core';
import type { NdArray } from 'ndarray';
import { checkCount, checkMaps, checkPositive, checkSameShape, checkSeed } from '../maps/check.js';
import { fromRows, rowsOf } from '../maps/maps.js';
import { keyedNormal, keyedRandom } from '../maps/random.js';
import { type Replacement, replacementFor } from './replacement.js';
import type { ScoreFunction } from './score-function.js';

/** Options of {@link infidelity}. */
export interface InfidelityOptions {
  /** Normal noise of this standard deviation is taken from the inputs. Default 0.1, if no `square` is asked for. */
  noise?: number | undefined;
  /** Pictures: in place of noise, one square of this side, at a random place, is replaced. */
  square?: number | undefined;
  /** What the square is replaced by. Default 0. */
  replacement?: Replacement | undefined;
  /** Perturbations of each input. Default 50. */
  samples?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** How badly maps predict what perturbations do to the score, a number an input. */
export interface Infidelity {
  /** Mean of (Iᵀ m − (s(x) − s(x − I)))². 0 is best. */
  readonly infidelity: Float64Array;
  /** The same of a map of zeros, the mean of (s(x) − s(x − I))²: the null. */
  readonly ofZeros: Float64Array;
  /**
   * Share of the score's changes that the map predicts once it is scaled as best it can be: (Σ a b)² / (Σ a² Σ b²), a = Iᵀ m,
   * b = s(x) − s(x − I). For methods whose maps have no unit. 1 is best; null: 1 / samples.
   */
  readonly explained: Float64Array;
}

/**
 * Infidelity: E over perturbations I of (Iᵀ m − (s(x) − s(x − I)))², m the map. The gradient of a linear score has 0. A map that is
 * input × something is at a disadvantage under noise; under squares replaced by zeros, the gradient is.
 *
 * Source: Yeh et al. 2019 (arXiv 1901.09392).
 *
 * @param maps of the inputs' shape, not summed over channels.
 */
export async function infidelity(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: InfidelityOptions = {},
): Promise<Infidelity> {
  return (await infidelities(score, inputs, [maps], options))[0]!;
}

/** {@link infidelity} of several maps of the same inputs: they share the perturbed inputs and their scores. */
export async function infidelities(
  score: ScoreFunction,
  inputs: NdArray,
  maps: readonly NdArray[],
  options: InfidelityOptions = {},
): Promise<Infidelity[]> {
  checkOptions<InfidelityOptions>('infidelity', options, {
    noise: true,
    square: true,
    replacement: true,
    samples: true,
    seed: true,
    signal: true,
  });
  const { samples = 50 } = options;
  checkMaps('infidelity', inputs, 'inputs');
  for (const one of maps) checkSameShape('infidelity', inputs, one, 'inputs and maps');
  checkCount('infidelity', 'samples', samples);
  const perturbation = perturbationOf(inputs, options);
  const rows = rowsOf(inputs);
  const mapRows = maps.map(rowsOf);
  const before = await score(fromRows(rows, inputs.shape.slice(1)));
  const sums = maps.map(() => rows.map(() => ({ error: 0, aa: 0, bb: 0, ab: 0 })));
  for (let k = 0; k < samples; k++) {
    await checkpoint(options);
    const taken = rows.map((_, i) => perturbation(i, k));
    const perturbed = rows.map((row, i) => row.map((value, at) => value - taken[i]![at]!));
    const after = await score(fromRows(perturbed, inputs.shape.slice(1)));
    for (const [i, change] of taken.entries()) {
      const b = before[i]! - after[i]!;
      for (const [m, each] of sums.entries()) {
        const a = dot(change, mapRows[m]![i]!);
        const sum = each[i]!;
        sum.error += (a - b) ** 2;
        sum.aa += a * a;
        sum.bb += b * b;
        sum.ab += a * b;
      }
    }
  }
  return sums.map((each) => ({
    infidelity: Float64Array.from(each, ({ error }) => error / samples),
    ofZeros: Float64Array.from(each, ({ bb }) => bb / samples),
    explained: Float64Array.from(each, ({ aa, bb, ab }) => (aa * bb === 0 ? 0 : ab ** 2 / (aa * bb))),
  }));
}

/** What is taken from input i at draw k. */
function perturbationOf(inputs: NdArray, options: InfidelityOptions): (i: number, k: number) => Float64Array {
  const { noise = 0.1, square, replacement = 0, seed = 0 } = options;
  checkSeed('infidelity', seed);
  const rows = rowsOf(inputs);
  if (square === undefined) {
    checkPositive('infidelity', 'noise', noise);
    return (i, k) => {
      const normal = keyedNormal('infidelity', seed, i, k);
      return Float64Array.from(rows[i]!, () => noise * normal());
    };
  }
  const [, height = 0, width = 0, channels = 0] = inputs.shape;
  if (
    inputs.shape.length !== 4 ||
    !Number.isInteger(square) ||
    square < 1 ||
    square > Math.min(height, width)
  ) {
    throw new Error(
      `infidelity: a square needs pictures [n, height, width, channels] that it fits into; got ${square} for [${inputs.shape}].`,
    );
  }
  const others = rowsOf(replacementFor('infidelity', inputs, replacement));
  return (i, k) => {
    const random = keyedRandom('infidelity', seed, i, k);
    const top = Math.floor(random() * (height - square + 1));
    const left = Math.floor(random() * (width - square + 1));
    return Float64Array.from(rows[i]!, (value, at) => {
      const pixel = Math.floor(at / channels);
      const [row, column] = [Math.floor(pixel / width) - top, (pixel % width) - left];
      return row >= 0 && row < square && column >= 0 && column < square ? value - others[i]![at]! : 0;
    });
  };
}

function dot(a: Float64Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
