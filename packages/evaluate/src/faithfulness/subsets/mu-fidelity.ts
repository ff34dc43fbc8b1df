import { checkCount, checkOneOf, checkOptions, pearson, spearman } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ScoreFunction } from '../score-function.js';
import { checkShare } from './sensitivity-n.js';
import { subsetEffects } from './subset-effects.js';
import { SUBSET_OPTIONS, type SubsetOptions } from './subset-options.js';

/** Options of {@link muFidelity}. */
export interface MuFidelityOptions extends SubsetOptions {
  /** Share of the features in a subset, above 0 and below 1, whatever the shape of the inputs. Default 0.2. */
  readonly share?: number | undefined;
  /** Number of random subsets per input, at least 3. Default 200. */
  readonly samples?: number | undefined;
  /** `pearson` (default), as in the paper, or `spearman`, of ranks, as in Xplique. */
  readonly correlation?: 'pearson' | 'spearman' | undefined;
}

/**
 * µ-fidelity: for random subsets S of a fixed number of features, the correlation between Σ_{i in S} m_i and s(x) − s(x with S replaced); one
 * number per input, with its sign. 1: what the map attributes to a subset is proportional to what the score loses. −1: the map is right except
 * for its sign, which an absolute value would hide. NaN if one of the two is the same for all subsets. Null: 0 for an unrelated map, with a
 * standard deviation of about √(1/N + 1/samples) for N features.
 *
 * It is {@link sensitivityN} for a single size. Do not pass magnitudes: features that lower the score would count as evidence for
 * it. The replacement matters: with values unlike the data, the score changes because inputs look unreal.
 *
 * Cost: 1 + samples (201) encodings per input.
 *
 * Source: Bhatt, Weller & Moura 2020 (arXiv 2005.00631).
 *
 * @param maps array of the inputs' shape, with sign, not summed over channels.
 * @throws if the shapes differ, a map holds NaN, an input has fewer than two features, the score function does not return one number per
 *   input, or an option is unknown or out of range.
 * @category Faithfulness
 */
export async function muFidelity(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: MuFidelityOptions = {},
): Promise<Float64Array> {
  const caller = 'muFidelity';
  checkOptions<MuFidelityOptions>(caller, options, {
    share: true,
    samples: true,
    correlation: true,
    ...SUBSET_OPTIONS,
  });
  const { share = 0.2, samples = 200, correlation = 'pearson', ...subset } = options;
  checkShare(caller, 'share', share);
  checkCount(caller, 'samples', samples, { min: 3 });
  checkOneOf(caller, 'correlation', correlation, ['pearson', 'spearman']);
  const [effects = []] = await subsetEffects(caller, score, inputs, maps, [share], samples, subset);
  const correlate = correlation === 'pearson' ? pearson : spearman;
  return Float64Array.from(effects, ({ attributed, lost }) => correlate(attributed, lost));
}
