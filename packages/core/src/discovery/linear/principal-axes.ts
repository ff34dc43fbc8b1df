import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { LatentRows } from '../latent-rows.js';

/** The principal axes of latents, the one of the largest variance first. */
export interface PrincipalAxes {
  /** Unit vectors. */
  readonly axes: readonly Float64Array[];
  /** Variance along each axis, Σ (vⱼ · (z − z̄))² / n. */
  readonly variances: readonly number[];
}

/** Axes whose variance is below this share of the largest are rounding of float32 latents. */
const ROUNDING = 1e-12;

/**
 * Eigenvectors of the covariance of latents whose variance is more than rounding. The eigenvectors of L dimensions take O(L³), during which the
 * event loop is blocked: 0.2 s for 256, 1.5 s for 512 dimensions.
 */
export async function principalAxes(
  { rows, mean }: LatentRows,
  pause: () => Promise<void>,
): Promise<PrincipalAxes> {
  const size = mean.length;
  const covariance = Array.from({ length: size }, () => new Float64Array(size));
  for (const [i, row] of rows.entries()) {
    const centred = row.map((value, k) => value - mean[k]!);
    for (let a = 0; a < size; a++) {
      const [sums, value] = [covariance[a]!, centred[a]! / rows.length];
      for (let b = a; b < size; b++) sums[b]! += value * centred[b]!;
    }
    if (i % 16 === 0) await pause();
  }
  for (let a = 0; a < size; a++) for (let b = 0; b < a; b++) covariance[a]![b] = covariance[b]![a]!;
  const { values, vectors } = symmetricEigen(covariance);
  const least = ROUNDING * values[0]!;
  const count = values.filter((value) => value > least).length;
  return { axes: vectors.slice(0, count), variances: values.slice(0, count) };
}

/** Eigenvalues of a symmetric matrix in descending order, with their eigenvectors of length 1. */
export function symmetricEigen(matrix: readonly Float64Array[]): {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
} {
  const found = new EigenvalueDecomposition(new Matrix(matrix as Float64Array[]), { assumeSymmetric: true });
  const { realEigenvalues: values, eigenvectorMatrix: columns } = found;
  const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!);
  return {
    values: order.map((k) => values[k]!),
    vectors: order.map((k) => Float64Array.from(matrix, (_, i) => columns.get(i, k))),
  };
}
