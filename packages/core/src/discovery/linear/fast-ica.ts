import { dot, largest } from '@csm/base';
import { combination } from './combination.js';
import { symmetricEigen } from './principal-axes.js';

/** How a run of {@link fastIca} stops, yields and reports. */
export interface FastIcaRun {
  readonly tolerance: number;
  readonly iterations: number;
  /** Awaited between blocks of examples. */
  readonly pause: () => Promise<void>;
}

/** Codes that are far from a normal distribution. */
export interface IndependentCodes {
  /** The rows of W. */
  readonly rotation: readonly Float64Array[];
  /** By how much a row still turned in the last iteration: the largest 1 − |cos|. */
  readonly turn: number;
  /** Σⱼ (E[log cosh aⱼ] − E[log cosh ν])² with ν normal: how far the codes are from normal. */
  readonly contrast: number;
}

/** E[log cosh ν] of a standard normal ν. */
const NORMAL_LOG_COSH = 0.374567207491438;

/** Examples between two pauses. */
const BLOCK = 256;

/**
 * Symmetric FastICA with the contrast log cosh: the rotation W whose rows' codes W x are farthest from a normal distribution. Each iteration is
 * W ← E[tanh(W x) xᵀ] − diag(E[1 − tanh²(W x)]) W, followed by W ← (W Wᵀ)^−½ W.
 *
 * Source: Hyvärinen 1999, equations 20 and 46.
 *
 * @param white examples with mean 0 and covariance 1.
 */
export async function fastIca(
  white: readonly Float64Array[],
  normal: () => number,
  { tolerance, iterations, pause }: FastIcaRun,
): Promise<IndependentCodes> {
  const count = white[0]?.length ?? 0;
  let rotation = decorrelated(
    Array.from({ length: count }, () => Float64Array.from({ length: count }, normal)),
  );
  let turn = Number.POSITIVE_INFINITY;
  for (let iteration = 0; iteration < iterations && turn > tolerance; iteration++) {
    const next = decorrelated(await updated(white, rotation, pause));
    const previous = rotation;
    turn = largest(next.map((row, j) => Math.abs(1 - Math.abs(dot(row, previous[j]!, count)))));
    rotation = next;
  }
  return { rotation, turn, contrast: await contrastOf(white, rotation, pause) };
}

async function contrastOf(
  white: readonly Float64Array[],
  rotation: readonly Float64Array[],
  pause: () => Promise<void>,
): Promise<number> {
  const sums = new Float64Array(rotation.length);
  for (const [i, x] of white.entries()) {
    for (const [j, row] of rotation.entries()) sums[j]! += logCosh(dot(row, x, x.length));
    if (i % BLOCK === 0) await pause();
  }
  return sums.reduce((total, sum) => total + (sum / white.length - NORMAL_LOG_COSH) ** 2, 0);
}

/** Without the overflow of cosh. */
function logCosh(value: number): number {
  const size = Math.abs(value);
  return size + Math.log1p(Math.exp(-2 * size)) - Math.LN2;
}

async function updated(
  white: readonly Float64Array[],
  rotation: readonly Float64Array[],
  pause: () => Promise<void>,
): Promise<Float64Array[]> {
  const count = rotation.length;
  const next = rotation.map(() => new Float64Array(count));
  const slopes = new Float64Array(count);
  for (const [i, x] of white.entries()) {
    for (let j = 0; j < count; j++) {
      const value = Math.tanh(dot(rotation[j]!, x, count));
      slopes[j]! += 1 - value * value;
      const sums = next[j]!;
      for (let k = 0; k < count; k++) sums[k]! += value * x[k]!;
    }
    if (i % BLOCK === 0) await pause();
  }
  return next.map((sums, j) => sums.map((sum, k) => (sum - slopes[j]! * rotation[j]![k]!) / white.length));
}

/** (W Wᵀ)^−½ W: the nearest matrix with orthogonal rows of length 1. */
function decorrelated(rows: readonly Float64Array[]): Float64Array[] {
  const size = rows.length;
  const gram = rows.map((a) => Float64Array.from(rows, (b) => dot(a, b, size)));
  const { values, vectors } = symmetricEigen(gram);
  // Row j of U Wᵗ, scaled: Σᵢ uᵢⱼ wᵢ / √λⱼ; then W = Σⱼ uⱼ (that row).
  const scaled = vectors.map((vector, j) =>
    combination(rows, (i) => vector[i]! / Math.sqrt(Math.max(values[j]!, Number.MIN_VALUE))),
  );
  return rows.map((_, i) => combination(scaled, (j) => vectors[j]![i]!));
}
