import { dot } from '@csm/base';

/** A factorisation Z ≈ A D with codes A ≥ 0 and directions of length 1. */
export interface Factors {
  /** One row per example, at least 0. */
  readonly codes: readonly Float64Array[];
  /** One per code. */
  readonly directions: readonly Float64Array[];
  /** ‖Z − A D‖² + 2 penalty Σ A. */
  readonly error: number;
}

/** How {@link alternatingLeastSquares} stops and yields. */
export interface AlternatingRun {
  /** Whether the directions may be negative. */
  readonly signed: boolean;
  /** Half the weight of the sum of all codes. */
  readonly penalty: number;
  /** The iterations stop if the error falls by less than this share of ‖Z‖². */
  readonly tolerance: number;
  readonly iterations: number;
  readonly pause: () => Promise<void>;
}

/**
 * Hierarchical alternating least squares: in turn, each code of all examples, then each direction is replaced by the one that minimises
 * ‖Z − A D‖² + 2 penalty Σ A with the others fixed. The error never grows.
 *
 * Source: Cichocki & Phan 2009 (IEICE Transactions E92-A), algorithm 2; Hoyer 2002 (arXiv cs/0202009) for the penalty.
 *
 * @param rows Z.
 * @param codes the initial codes, overwritten.
 * @param directions the initial directions, overwritten.
 */
export async function alternatingLeastSquares(
  rows: readonly Float64Array[],
  codes: readonly Float64Array[],
  directions: readonly Float64Array[],
  { signed, penalty, tolerance, iterations, pause }: AlternatingRun,
): Promise<Factors> {
  const [size, count] = [rows[0]?.length ?? 0, directions.length];
  const total = rows.reduce((sum, row) => sum + dot(row, row, size), 0);
  for (const direction of directions) normalise(direction);
  let error = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < iterations; iteration++) {
    await updateCodes(rows, codes, directions, penalty, pause);
    const { products, gram } = await productsOf(rows, codes, count, size, pause);
    for (let j = 0; j < count; j++) updateDirection(j, directions, products[j]!, gram[j]!, signed);
    const amounts = codes.reduce((sum, code) => code.reduce((part, amount) => part + amount, sum), 0);
    const next = Math.max(0, errorOf(total, directions, products, gram) + 2 * penalty * amounts);
    const isConverged = error - next <= tolerance * total;
    error = next;
    if (isConverged) break;
  }
  return { codes, directions, error };
}

async function updateCodes(
  rows: readonly Float64Array[],
  codes: readonly Float64Array[],
  directions: readonly Float64Array[],
  penalty: number,
  pause: () => Promise<void>,
): Promise<void> {
  const [size, count] = [rows[0]?.length ?? 0, directions.length];
  const gram = directions.map((a) => Float64Array.from(directions, (b) => dot(a, b, size)));
  for (const [i, row] of rows.entries()) {
    const code = codes[i]!;
    for (let j = 0; j < count; j++) {
      const square = gram[j]![j]!;
      if (square === 0) continue;
      const slope = dot(row, directions[j]!, size) - dot(gram[j]!, code, count) - penalty;
      code[j] = Math.max(0, code[j]! + slope / square);
    }
    if (i % 64 === 0) await pause();
  }
}

/** Aᵀ Z and Aᵀ A. */
async function productsOf(
  rows: readonly Float64Array[],
  codes: readonly Float64Array[],
  count: number,
  size: number,
  pause: () => Promise<void>,
): Promise<{ products: Float64Array[]; gram: Float64Array[] }> {
  const products = Array.from({ length: count }, () => new Float64Array(size));
  const gram = Array.from({ length: count }, () => new Float64Array(count));
  for (const [i, row] of rows.entries()) {
    const code = codes[i]!;
    for (let j = 0; j < count; j++) {
      const amount = code[j]!;
      if (amount === 0) continue;
      const [sums, squares] = [products[j]!, gram[j]!];
      for (let k = 0; k < size; k++) sums[k]! += amount * row[k]!;
      for (let k = 0; k < count; k++) squares[k]! += amount * code[k]!;
    }
    if (i % 64 === 0) await pause();
  }
  return { products, gram };
}

/** The unit vector along Aⱼᵀ Z − Σ_l Aⱼᵀ A_l d_l over the others; without its negative components unless signed. */
function updateDirection(
  j: number,
  directions: readonly Float64Array[],
  products: Float64Array,
  gram: Float64Array,
  signed: boolean,
): void {
  if (gram[j] === 0) return;
  const best = products.slice();
  for (const [l, other] of directions.entries()) {
    const factor = gram[l]!;
    if (factor === 0 || l === j) continue;
    for (let k = 0; k < best.length; k++) best[k]! -= factor * other[k]!;
  }
  if (!signed) for (let k = 0; k < best.length; k++) best[k] = Math.max(0, best[k]!);
  if (best.some((value) => value !== 0)) directions[j]!.set(normalise(best));
}

/** Scales a vector to length 1, in place. */
function normalise(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector, vector.length));
  if (length > 0) for (let k = 0; k < vector.length; k++) vector[k]! /= length;
  return vector;
}

/** ‖Z‖² − 2 ⟨Aᵀ Z, D⟩ + ⟨Aᵀ A D, D⟩. */
function errorOf(
  total: number,
  directions: readonly Float64Array[],
  products: readonly Float64Array[],
  gram: readonly Float64Array[],
): number {
  let error = total;
  for (const [j, direction] of directions.entries()) {
    error -= 2 * dot(products[j]!, direction, direction.length);
    for (const [l, other] of directions.entries()) {
      error += gram[j]![l]! * dot(direction, other, direction.length);
    }
  }
  return error;
}
