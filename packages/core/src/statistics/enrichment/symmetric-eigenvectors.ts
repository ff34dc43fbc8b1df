import { dot } from '@csm/base';

/** The eigenvalues of a symmetric matrix in descending order, with their eigenvectors of length 1. */
export interface Eigenpairs {
  readonly values: readonly number[];
  readonly vectors: readonly Float64Array[];
}

/** Sweeps after which the rotations stop; about eight suffice. */
const MOST_SWEEPS = 50;

/**
 * The eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
 *
 * Source: Golub & Van Loan 2013, Matrix Computations, section 8.5.
 *
 * @param matrix its rows; they are overwritten.
 */
export function symmetricEigenvectors(matrix: readonly Float64Array[]): Eigenpairs {
  const size = matrix.length;
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));
  const scale = Math.sqrt(matrix.reduce((sum, row) => sum + dot(row, row, size), 0));
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotated = rotate(matrix, vectors, p, q, scale) || rotated;
    }
    if (!rotated) break;
  }
  const order = [...matrix.keys()].sort((a, b) => (matrix[b]?.[b] ?? 0) - (matrix[a]?.[a] ?? 0));
  return {
    values: order.map((k) => matrix[k]?.[k] ?? 0),
    vectors: order.map((k) => vectors[k] ?? new Float64Array(0)),
  };
}

/** Makes a pair of entries off the diagonal 0. @returns false if it was 0 already, or only rounding. */
function rotate(
  matrix: readonly Float64Array[],
  vectors: readonly Float64Array[],
  p: number,
  q: number,
  scale: number,
): boolean {
  const [rowP, rowQ] = [matrix[p], matrix[q]];
  const [vectorP, vectorQ] = [vectors[p], vectors[q]];
  if (!rowP || !rowQ || !vectorP || !vectorQ) return false;
  const off = rowP[q] ?? 0;
  if (Math.abs(off) <= Number.EPSILON * 0.01 * scale) return false;
  const ratio = ((rowQ[q] ?? 0) - (rowP[p] ?? 0)) / (2 * off);
  const tangent = Math.sign(ratio || 1) / (Math.abs(ratio) + Math.hypot(1, ratio));
  const cosine = 1 / Math.hypot(1, tangent);
  const sine = tangent * cosine;
  turn(rowP, rowQ, cosine, sine);
  // The columns change like the rows, because the matrix stays symmetric.
  for (const row of matrix) {
    const [a, b] = [row[p] ?? 0, row[q] ?? 0];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  }
  turn(vectorP, vectorQ, cosine, sine);
  return true;
}

function turn(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k] ?? 0, b[k] ?? 0];
    a[k] = cosine * x - sine * y;
    b[k] = sine * x + cosine * y;
  }
}
