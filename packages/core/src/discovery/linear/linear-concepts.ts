import { dot } from '@csm/base';
import { checkpoint, type Run } from '../../explain/run.js';
import { affineScore } from '../../scores/affine-scores.js';
import { describedLatents, nameOf } from '../described-latents.js';
import type { DiscoveredConcepts } from '../discovered-concepts.js';
import type { LatentRows } from '../latent-rows.js';

/** A code is wⱼ · (z − z̄): the filters w, and the directions that the codes add. */
export interface LinearCodes {
  readonly filters: readonly Float64Array[];
  readonly directions: readonly Float64Array[];
}

/** Concepts whose codes are affine in the latent. The sign of each is chosen so that the skewness of its code is positive. */
export async function linearConcepts(
  method: string,
  latents: LatentRows,
  found: LinearCodes,
  run: Run,
): Promise<DiscoveredConcepts> {
  const { rows, mean } = latents;
  const signs = await signsOf(rows, mean, found.filters, run);
  const signed = (vectors: readonly Float64Array[]) =>
    vectors.map((vector, j) => vector.map((value) => signs[j]! * value));
  const [filters, directions] = [signed(found.filters), signed(found.directions)];
  const shifts = filters.map((filter) => -dot(filter, mean, mean.length));
  const scores = filters.map((filter, j) =>
    affineScore({ name: nameOf(method, j), vector: Float32Array.from(filter) }, 1, shifts[j]),
  );
  const codes = async (others: readonly Float64Array[], own: Run) => {
    const made: Float64Array[] = [];
    for (const row of others) {
      made.push(Float64Array.from(filters, (filter, j) => dot(filter, row, row.length) + shifts[j]!));
      if (made.length % 64 === 0) await checkpoint(own);
    }
    return made;
  };
  return describedLatents(latents, { method, directions, offset: mean, scores, codes }, run);
}

/** The sign of Σᵢ aᵢⱼ³ for each code, 1 if it is 0. */
async function signsOf(
  rows: readonly Float64Array[],
  mean: Float64Array,
  filters: readonly Float64Array[],
  run: Run,
): Promise<number[]> {
  const cubes = new Float64Array(filters.length);
  for (const [i, row] of rows.entries()) {
    const centred = row.map((value, k) => value - mean[k]!);
    for (const [j, filter] of filters.entries()) cubes[j]! += dot(filter, centred, centred.length) ** 3;
    if (i % 64 === 0) await checkpoint(run);
  }
  return Array.from(cubes, (cube) => (cube < 0 ? -1 : 1));
}
