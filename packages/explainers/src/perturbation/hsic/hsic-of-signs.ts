import { dot } from '@csm/base';
import type { Run } from '@csm/core/extend';
import { areConstantScores } from '../constant-scores.js';
import type { MaskedMean } from '../mask-sums.js';
import { kernelFactor } from './kernel-factor.js';
import { medianDistance } from './median-distance.js';

/**
 * The HSIC of each feature's masks and the scores, (n − 1)⁻² tr(K H L H), with K_ab = ½ − (xₐ − x_b)² for masks of 0 and 1, L_ab = exp(−(yₐ − y_b)² / 2σ²)
 * and σ the median distance of scores. K is ½ m mᵀ for masks m of ±1, so a feature needs one quadratic form of L, and with L = C Cᵀ the product Cᵀ m.
 *
 * @param signs the masks of each feature, ±1.
 * @param scores of the masks.
 * @param centred whether the mean over all orders of the scores is subtracted.
 * @returns the values, with the standard deviation that they have if scores do not depend on the masks.
 */
export async function hsicOfSigns(
  signs: readonly Int8Array[],
  scores: Float64Array,
  centred: boolean,
  run: Run,
): Promise<MaskedMean> {
  const count = scores.length;
  const values = new Float64Array(signs.length);
  const standardErrors = new Float64Array(signs.length);
  if (areConstantScores(scores)) return { values, standardErrors };
  const width = medianDistance(scores);
  const masks = signs.map((own) => centredMask(own));
  const factor = await kernelFactor(scores, width, run);
  const rowSums = new Float64Array(count);
  for (const column of factor) {
    const sum = column.reduce((total, value) => total + value, 0);
    for (const [a, value] of column.entries()) rowSums[a]! += value * sum;
    for (const [feature, mask] of masks.entries()) values[feature]! += dot(column, mask, count) ** 2 / 2;
  }
  let squares = 0;
  for (const first of factor) for (const second of factor) squares += dot(first, second, count) ** 2;
  const sum = rowSums.reduce((total, value) => total + value, 0);
  const squaredRows = dot(rowSums, rowSums, count);
  const scale = (count - 1) ** 2;
  /** tr(H L H) and Σ (H L H)². */
  const [trace, energy] = [count - sum / count, squares - (2 * squaredRows) / count + (sum / count) ** 2];
  for (const [feature, mask] of masks.entries()) {
    const size = dot(mask, mask, count);
    const expected = centred ? (size * trace) / (2 * (count - 1)) : 0;
    values[feature] = (values[feature]! - expected) / scale;
    standardErrors[feature] = Math.sqrt(Math.max(0, energy) / 2) / scale;
  }
  return { values, standardErrors };
}

function centredMask(signs: Int8Array): Float64Array {
  const mean = signs.reduce((sum, sign) => sum + sign, 0) / signs.length;
  return Float64Array.from(signs, (sign) => sign - mean);
}
