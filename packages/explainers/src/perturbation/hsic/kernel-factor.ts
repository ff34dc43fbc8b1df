import { checkpoint, type Run } from '@csm/core/extend';

/** The part of the kernel's trace that may be left out. */
const TOLERANCE = 1e-14;

/**
 * Columns c of a factor C with L = C Cᵀ, for L_ab = exp(−(yₐ − y_b)² / 2σ²): the Cholesky factorisation with pivots, which stops when nothing is left.
 * A kernel of single numbers has few columns, about 20 of 750 for normal scores, so that products with L cost a fraction of n².
 */
export async function kernelFactor(scores: Float64Array, width: number, run: Run): Promise<Float64Array[]> {
  const count = scores.length;
  const left = new Float64Array(count).fill(1);
  const columns: Float64Array[] = [];
  while (columns.length < count) {
    if (columns.length % 16 === 0) await checkpoint(run);
    const pivot = left.reduce((best, value, a) => (value > left[best]! ? a : best), 0);
    if (left.reduce((sum, value) => sum + value, 0) <= TOLERANCE * count) break;
    const root = Math.sqrt(left[pivot]!);
    const column = Float64Array.from(scores, (score) =>
      Math.exp(-((score - scores[pivot]!) ** 2) / (2 * width ** 2)),
    );
    for (const earlier of columns) {
      const at = earlier[pivot]!;
      for (let a = 0; a < count; a++) column[a]! -= at * earlier[a]!;
    }
    for (let a = 0; a < count; a++) {
      column[a]! /= root;
      left[a] = Math.max(0, left[a]! - column[a]! ** 2);
    }
    left[pivot] = 0;
    columns.push(column);
  }
  return columns;
}
