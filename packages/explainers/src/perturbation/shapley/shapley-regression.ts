import { cholesky, dot, solveCholesky } from '@csm/base';
import type { Coalition } from './coalitions.js';

/** Solves KernelSHAP's regression: from the score of each coalition, and the difference that the values add up to. */
export type SolveShapley = (scores: Float64Array, difference: number) => Float64Array;

/**
 * Prepares the weighted least squares of KernelSHAP, min Σ w (s − φ · z)² with Σ φ = difference, where z has a 1 for each kept
 * feature and s is the score of the coalition minus that of the empty one. With A = Σ w z zᵀ, u = A⁻¹ Σ w s z and v = A⁻¹ 1,
 * the solution is φ = u − v (Σ u − difference) / Σ v.
 * @param count number of features.
 * @param coalitions with those of one feature, without which A may be singular.
 * @param pause awaited now and then.
 */
export async function shapleyRegression(
  count: number,
  coalitions: readonly Coalition[],
  pause: () => Promise<void>,
): Promise<SolveShapley> {
  if (count === 1) return (_, difference) => Float64Array.of(difference);
  const factor = Array.from({ length: count }, (_, i) => new Float64Array(i + 1));
  for (const { kept, weight } of coalitions) {
    const members = membersOf(kept);
    for (const [k, i] of members.entries()) {
      const row = factor[i];
      for (let other = 0; row && other <= k; other++) row[members[other] ?? 0]! += weight;
    }
    await pause();
  }
  await cholesky(factor, pause);
  const v = solveCholesky(factor, new Float64Array(count).fill(1));
  const ones = new Float64Array(count).fill(1);
  const sum = (values: Float64Array) => dot(values, ones, count);
  return (scores, difference) => {
    const right = new Float64Array(count);
    for (const [k, { kept, weight }] of coalitions.entries()) {
      for (const i of membersOf(kept)) right[i]! += weight * (scores[k] ?? 0);
    }
    const u = solveCholesky(factor, right);
    const excess = (sum(u) - difference) / sum(v);
    return u.map((value, i) => value - (v[i] ?? 0) * excess);
  };
}

function membersOf(kept: Uint8Array): number[] {
  const members: number[] = [];
  for (const [i, value] of kept.entries()) if (value === 1) members.push(i);
  return members;
}
