import { checkCount, checkList, checkOptions, checkPositive, invalidArgument, pearson } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { nanMean } from '../../statistics/nan-mean.js';
import type { ScoreFunction } from '../score-function.js';
import { subsetEffects } from './subset-effects.js';
import { SUBSET_OPTIONS, type SubsetOptions } from './subset-options.js';

/** Options of {@link sensitivityN}. */
export interface SensitivityNOptions extends SubsetOptions {
  /**
   * Sizes of the subsets, as shares of the number of features, above 0 and below 1. Default 0.02, 0.05, 0.1, 0.2, 0.4 and 0.8. Of N features, a
   * subset has at least 1 and at most N − 1.
   */
  readonly shares?: readonly number[] | undefined;
  /** Number of random subsets per share and input, at least 3. Default 100. */
  readonly samples?: number | undefined;
}

/** How well maps predict the effect of subsets of several sizes. */
export interface SensitivityN {
  /** n: the number of features in the subsets of each share, `[inputs, shares]`. */
  readonly sizes: NdArray<Int32Array>;
  /**
   * Correlation between what the map attributes to a subset and what the score loses, `[inputs, shares]`; NaN if one of them is the same for
   * all subsets.
   */
  readonly correlations: NdArray<Float64Array>;
  /** Mean over the shares that are not NaN, one number per input. */
  readonly mean: Float64Array;
}

const SHARES = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8];

/**
 * Sensitivity-n: for random subsets S of n features, the Pearson correlation between Σ_{i in S} m_i and s(x) − s(x with S replaced), for several
 * n. 1 for every n means that the effects of features add up and the map has them, which input × gradient reaches for a linear score if the
 * replacement is 0; −1 is a map with the wrong sign. Null: 0 for an unrelated map, with a standard deviation of about √(1/N + 1/samples) for N
 * features.
 *
 * Small n test single features, large n their interactions. No map can have 1 for all n if features interact. The correlation does not depend on
 * the scale of the map, but on its sign: magnitudes, or maps whose sign means brighter or darker, such as `decoderMap`, are put at a
 * disadvantage. Maps that are not multiplied by the difference to the replacement, such as `gradient`, are too.
 *
 * Cost: 1 + shares × samples (601) encodings per input.
 *
 * Source: Ancona, Ceolini, Öztireli & Gross 2018 (arXiv 1711.06104). They replace single pixels; here they are features, by default patches.
 *
 * @param maps array of the inputs' shape, with sign, not summed over channels.
 * @throws if the shapes differ, a map holds NaN, an input has fewer than two features, the score function does not return one number per
 *   input, or an option is unknown or out of range.
 * @category Faithfulness
 */
export async function sensitivityN(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: SensitivityNOptions = {},
): Promise<SensitivityN> {
  const caller = 'sensitivityN';
  checkOptions<SensitivityNOptions>(caller, options, { shares: true, samples: true, ...SUBSET_OPTIONS });
  const { shares = SHARES, samples = 100, ...subset } = options;
  checkCount(caller, 'samples', samples, { min: 3 });
  checkList(caller, 'shares', shares);
  if (shares.length === 0) throw invalidArgument(`${caller}: expected at least one share; got none.`);
  for (const share of shares) checkShare(caller, 'shares', share);
  const effects = await subsetEffects(caller, score, inputs, maps, shares, samples, subset);
  const [count = 0] = inputs.shape;
  const correlations = new Float64Array(count * shares.length);
  const sizes = new Int32Array(count * shares.length);
  for (const [s, ofShare] of effects.entries()) {
    for (const [i, { size, attributed, lost }] of ofShare.entries()) {
      correlations[i * shares.length + s] = pearson(attributed, lost);
      sizes[i * shares.length + s] = size;
    }
  }
  const shape = [count, shares.length];
  return {
    sizes: ndarray(sizes, shape),
    correlations: ndarray(correlations, shape),
    mean: Float64Array.from({ length: count }, (_, i) =>
      nanMean(correlations.subarray(i * shares.length, (i + 1) * shares.length)),
    ),
  };
}

/** @throws unless the share is above 0 and below 1. */
export function checkShare(caller: string, name: string, share: number): void {
  checkPositive(caller, name, share, { max: 1 });
  if (share < 1) return;
  throw invalidArgument(
    `${caller}: ${name} must be below 1; got 1, of which there is only one subset: all features.`,
  );
}
