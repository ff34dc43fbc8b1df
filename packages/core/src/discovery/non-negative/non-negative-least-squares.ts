import { dot, largest, solveCholesky } from '@csm/base';

/** Iterations per number of unknowns after which the active set stops to change; about one suffices. */
const MOST_ITERATIONS = 10;

/** A pivot below this share of its diagonal entry means that a direction is a combination of the others. */
const DEPENDENT = 1e-12;

/** The solution of a least-squares problem without negative unknowns, and which unknowns are positive. */
export interface NonNegativeSolution {
  readonly values: Float64Array;
  /** Positions of the unknowns that were solved for, ascending; all others are 0. */
  readonly free: readonly number[];
}

/**
 * Solves min ‖z − Σⱼ aⱼ dⱼ‖² with all aⱼ ≥ 0, exactly, by the active-set method on the normal equations. An unknown whose direction is a
 * combination of the free ones stays 0.
 *
 * Source: Lawson & Hanson 1974, Solving Least Squares Problems, chapter 23; Bro & De Jong 1997 (Journal of Chemometrics 11) for the normal equations.
 *
 * @param gram dᵢ · dⱼ, rows of a symmetric matrix.
 * @param right dⱼ · z.
 */
export function nonNegativeLeastSquares(
  gram: readonly Float64Array[],
  right: ArrayLike<number>,
): NonNegativeSolution {
  const size = gram.length;
  const values = new Float64Array(size);
  const isFree = new Uint8Array(size);
  const isDependent = new Uint8Array(size);
  const scale = Math.max(largest(Array.from(right, Math.abs)), Number.MIN_VALUE);
  for (let iteration = 0; iteration < MOST_ITERATIONS * size; iteration++) {
    const next = steepest(gram, right, values, (j) => isFree[j] === 0 && isDependent[j] === 0, scale);
    if (next === -1) break;
    isFree[next] = 1;
    for (;;) {
      const free = positions(isFree);
      const solved = solveFree(gram, right, free);
      if (solved === undefined) {
        isFree[next] = 0;
        isDependent[next] = 1;
        break;
      }
      if (solved.every((value) => value > 0)) {
        for (const [at, j] of free.entries()) values[j] = solved[at]!;
        break;
      }
      // Moves towards the solution until the first unknown reaches 0, which is then fixed.
      let step = 1;
      for (const [at, j] of free.entries()) {
        if (solved[at]! > 0) continue;
        step = values[j] === 0 ? 0 : Math.min(step, values[j]! / (values[j]! - solved[at]!));
      }
      for (const [at, j] of free.entries()) {
        values[j]! += step * (solved[at]! - values[j]!);
        if (solved[at]! > 0 || values[j]! > scale * 1e-15) continue;
        values[j] = 0;
        isFree[j] = 0;
      }
    }
  }
  return { values, free: positions(isFree) };
}

/** The unknown along which the error falls fastest; -1 if it falls along none. */
function steepest(
  gram: readonly Float64Array[],
  right: ArrayLike<number>,
  values: Float64Array,
  isCandidate: (j: number) => boolean,
  scale: number,
): number {
  let best = -1;
  let most = scale * 1e-12;
  for (const [j, row] of gram.entries()) {
    if (!isCandidate(j)) continue;
    let slope = right[j]!;
    for (let k = 0; k < values.length; k++) if (values[k] !== 0) slope -= row[k]! * values[k]!;
    if (slope <= most) continue;
    most = slope;
    best = j;
  }
  return best;
}

/** Solves the normal equations of the free unknowns by Cholesky's factor; undefined if their directions are dependent. */
export function solveFree(
  gram: readonly Float64Array[],
  right: ArrayLike<number>,
  free: readonly number[],
): Float64Array | undefined {
  const size = free.length;
  const factor = free.map((j, a) => Float64Array.from({ length: a + 1 }, (_, b) => gram[j]![free[b]!]!));
  for (let a = 0; a < size; a++) {
    const row = factor[a]!;
    const diagonal = row[a]!;
    for (let b = 0; b <= a; b++) {
      const other = factor[b]!;
      const sum = row[b]! - dot(row, other, b);
      if (b < a) row[b] = sum / other[b]!;
      else if (sum <= DEPENDENT * diagonal) return undefined;
      else row[b] = Math.sqrt(sum);
    }
  }
  return solveCholesky(
    factor,
    Float64Array.from(free, (j) => right[j]!),
  );
}

function positions(flags: Uint8Array): number[] {
  return [...flags.keys()].filter((j) => flags[j] === 1);
}
