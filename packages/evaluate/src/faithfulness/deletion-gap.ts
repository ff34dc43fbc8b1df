import { checkOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import { zip } from '../maps/zip.js';
import { curveFor } from './perturbation-curve.js';
import { DELETION_OPTIONS, type PerturbationOptions } from './perturbation-options.js';
import type { ScoreFunction } from './score-function.js';

/** Options of {@link deletionGap}: those of {@link perturbationCurve} without `kind` and `order`. */
export type DeletionGapOptions = Omit<PerturbationOptions, 'kind' | 'order'>;

/**
 * Deletion gap: the area under the deletion curve with the least important features first, minus that with the most important
 * first; in units of the score, `[n]`. It is large if the map separates the features that the score needs from those
 * that it does not need. Null: 0, the expectation for a random order, independently of the effect that the
 * replacement itself has on the score.
 *
 * Source: the area between perturbation curves, Schulz et al. 2020 (arXiv 2001.00396) and Blücher et al. 2024 (arXiv 2405.02344).
 *
 * @throws as {@link perturbationCurve}.
 * @category Faithfulness
 */
export async function deletionGap(
  score: ScoreFunction,
  inputs: NdArray,
  maps: NdArray,
  options: DeletionGapOptions = {},
): Promise<Float64Array> {
  checkOptions<DeletionGapOptions>('deletionGap', options, DELETION_OPTIONS);
  const most = await curveFor('deletionGap', score, inputs, maps, { ...options, order: 'most first' });
  const least = await curveFor('deletionGap', score, inputs, maps, { ...options, order: 'least first' });
  return Float64Array.from(zip(least.areas, most.areas), ([late, early]) => late - early);
}
