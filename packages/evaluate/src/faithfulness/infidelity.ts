import {
  checkCount,
  checkFunction,
  checkLayout,
  checkList,
  checkOptions,
  checkSignal,
  rows,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { checkFiniteInputs, checkSameShape } from '../maps/check-maps.js';
import { difference } from '../maps/difference.js';
import { scoreOfChannelsLast, withChannelsLast } from '../maps/picture-layout.js';
import { stackRows } from '../maps/stack-rows.js';
import { zip } from '../maps/zip.js';
import type { InfidelityOptions } from './infidelity-options.js';
import { randomPerturbations } from './random-perturbations.js';
import { type ScoreFunction, scoresOf } from './score-function.js';

/** The error with which maps predict the effect of perturbations on the score; one number per input. */
export interface Infidelity {
  /** Mean of (Iᵀ m − (s(x) − s(x − I)))². 0 is best. */
  readonly infidelity: Float64Array;
  /** The same for a map of zeros, the mean of (s(x) − s(x − I))²: the null. */
  readonly ofZeros: Float64Array;
  /**
   * Share of the score's changes that the map predicts once it is optimally scaled: (Σ a b)² / (Σ a² Σ b²), where a =
   * Iᵀ m and b = s(x) − s(x − I). Use it for methods whose maps have no unit. 1 is best; null: 1 / samples.
   */
  readonly explained: Float64Array;
}

/**
 * Infidelity: the mean over random perturbations I of (Iᵀ m − (s(x) − s(x − I)))², where m is the map and s the
 * score. For the gradient of a linear score it is 0. Noise puts maps of the form input × something at a disadvantage;
 * squares replaced by zeros put the gradient at a disadvantage.
 *
 * Source: Yeh et al. 2019 (arXiv 1901.09392).
 *
 * @param maps array of the inputs' shape, not summed over channels.
 * @throws if the shapes differ, the score function does not return one number per input, or an option is unknown or out of range.
 * @category Faithfulness
 */
export async function infidelity(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: InfidelityOptions = {},
): Promise<Infidelity> {
  const [found] = await infidelitiesFor('infidelity', score, inputs, [maps], options);
  return found!;
}

/**
 * {@link infidelity} of several maps of the same inputs, which share the perturbed inputs and their scores.
 * @throws as {@link infidelity}.
 * @category Faithfulness
 */
export async function infidelities(
  score: ScoreFunction,
  inputs: NdArray,
  maps: readonly NdArray[],
  options: InfidelityOptions = {},
): Promise<Infidelity[]> {
  return infidelitiesFor('infidelities', score, inputs, maps, options);
}

async function infidelitiesFor(
  caller: string,
  score: ScoreFunction,
  inputs: NdArray,
  maps: readonly NdArray[],
  options: InfidelityOptions,
): Promise<Infidelity[]> {
  checkOptions(caller, options, {
    noise: true,
    square: true,
    replacement: { blur: true },
    samples: true,
    seed: true,
    layout: true,
    signal: true,
  });
  checkFunction(caller, 'score', score);
  const { samples = 50, signal, square } = options;
  checkSignal(caller, signal);
  checkLayout(caller, options.layout);
  checkFiniteInputs(caller, inputs);
  checkList(caller, 'maps', maps);
  for (const each of maps) checkSameShape(caller, inputs, each, 'inputs and maps');
  checkCount(caller, 'samples', samples);
  // Noise is independent of the order of the axes.
  const layout = options.layout ?? (square === undefined ? 'channelsLast' : undefined);
  const last = (array: NdArray) => withChannelsLast(caller, 'inputs', array, layout);
  const scoreLast = scoreOfChannelsLast(score, layout);
  const perturbationsAt = randomPerturbations(caller, inputs, { ...options, layout });
  const [, ...shape] = last(inputs).shape;
  const originals = [...rows(last(inputs))];
  const before = await scoresOf(caller, scoreLast, stackRows(originals, shape));
  const cases = maps.map((each) => Array.from(rows(last(each)), (map) => ({ map, sums: newSums() })));
  for (let k = 0; k < samples; k++) {
    await checkpoint({ signal });
    const perturbations = perturbationsAt(k);
    const perturbed = Array.from(zip(originals, perturbations), ([row, change]) => difference(row, change));
    const after = await scoresOf(caller, scoreLast, stackRows(perturbed, shape));
    const scoreChanges = Array.from(zip(before, after), ([original, now]) => original - now);
    for (const ofMaps of cases) {
      for (const [{ map, sums }, perturbation, b] of zip(ofMaps, perturbations, scoreChanges)) {
        add(sums, dot(perturbation, map), b);
      }
    }
  }
  return cases.map((ofMaps) => ({
    infidelity: Float64Array.from(ofMaps, ({ sums: { error } }) => error / samples),
    ofZeros: Float64Array.from(ofMaps, ({ sums: { bb } }) => bb / samples),
    explained: Float64Array.from(ofMaps, ({ sums: { aa, bb, ab } }) =>
      aa * bb === 0 ? 0 : ab ** 2 / (aa * bb),
    ),
  }));
}

/** Sums over perturbations of (a − b)², a², b² and a b. */
interface Sums {
  error: number;
  aa: number;
  bb: number;
  ab: number;
}

const newSums = (): Sums => ({ error: 0, aa: 0, bb: 0, ab: 0 });

function add(sums: Sums, a: number, b: number): void {
  sums.error += (a - b) ** 2;
  sums.aa += a * a;
  sums.bb += b * b;
  sums.ab += a * b;
}

function dot(a: Float64Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
