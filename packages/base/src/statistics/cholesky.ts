import { dot } from './dot.js';

/**
 * Replaces the lower triangle of a symmetric positive definite matrix by its Cholesky factor, L with A = L Lᵀ. Written here
 * because a library's function blocks the event loop: 2,000 rows take seconds.
 * @param rows the rows of the lower triangle, diagonal included.
 * @param pause awaited after each row.
 */
export async function cholesky(rows: readonly Float64Array[], pause: () => Promise<void>): Promise<void> {
  for (const [i, row] of rows.entries()) {
    for (let j = 0; j < i; j++) {
      const other = rows[j]!;
      row[j] = (row[j]! - dot(row, other, j)) / other[j]!;
    }
    row[i] = Math.sqrt(row[i]! - dot(row, row, i));
    await pause();
  }
}

/** Solves L Lᵀ x = b. @param factor the rows of L, as {@link cholesky} leaves them. */
export function solveCholesky(factor: readonly Float64Array[], right: Float64Array): Float64Array {
  const x = right.slice();
  for (const [i, row] of factor.entries()) x[i] = (x[i]! - dot(row, x, i)) / row[i]!;
  for (let i = factor.length - 1; i >= 0; i--) {
    const row = factor[i]!;
    const value = x[i]! / row[i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= value * row[k]!;
  }
  return x;
}
