import { checkpoint, type Run } from '@csm/core/extend';
import { areConstantScores } from '../constant-scores.js';
import type { MaskedMean } from '../mask-sums.js';
import { medianDistance } from './median-distance.js';

/**
 * The HSIC of each feature's masks and the scores, (n − 1)⁻² tr(K H L H), with K_ab = ½ − (xₐ − x_b)² for masks of 0 and 1, L_ab = exp(−(yₐ − y_b)² / 2σ²)
 * and σ the median distance of scores. K is ½ m mᵀ for masks m of ±1, so a feature needs one quadratic form of L.
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
  const row = new Float64Array(count);
  // L is symmetric, with a diagonal of ones: what lies below the diagonal counts twice.
  const rowSums = new Float64Array(count).fill(1);
  let squares = count;
  for (let a = 0; a < count; a++) {
    if (a % 64 === 0) await checkpoint(run);
    for (let b = 0; b < a; b++) {
      const kernel = Math.exp(-((scores[a]! - scores[b]!) ** 2) / (2 * width ** 2));
      row[b] = kernel;
      rowSums[a]! += kernel;
      rowSums[b]! += kernel;
      squares += 2 * kernel * kernel;
    }
    for (const [feature, mask] of masks.entries()) {
      let product = mask[a]! / 2;
      for (let b = 0; b < a; b++) product += row[b]! * mask[b]!;
      values[feature]! += mask[a]! * product;
    }
  }
  const sum = rowSums.reduce((total, value) => total + value, 0);
  const squaredRows = rowSums.reduce((total, value) => total + value * value, 0);
  const scale = (count - 1) ** 2;
  /** tr(H L H) and Σ (H L H)². */
  const [trace, energy] = [count - sum / count, squares - (2 * squaredRows) / count + (sum / count) ** 2];
  for (const [feature, mask] of masks.entries()) {
    const size = mask.reduce((total, value) => total + value * value, 0);
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
