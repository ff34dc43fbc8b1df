import { eventLoopYielder } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { checkpoint, type Run } from '../explain/run.js';
import type { ConceptScore } from '../scores/concept-score.js';
import type { DiscoveredConcepts } from './discovered-concepts.js';
import { type LatentRows, rowsOfSize } from './latent-rows.js';

/** What a method found: directions in their final order, and how codes are computed. */
export interface Description {
  readonly method: string;
  readonly directions: readonly Float64Array[];
  readonly offset: Float64Array;
  readonly scores: readonly ConceptScore[];
  /** Computes the codes of some latents, one row per latent. */
  codes(rows: readonly Float64Array[], run: Run): Promise<Float64Array[]>;
}

/** The concepts of a description, with the codes of the examples. */
export async function describedLatents(
  { rows, squares }: LatentRows,
  { method, directions, offset, scores, codes }: Description,
  run: Run,
): Promise<DiscoveredConcepts> {
  const found = await codes(rows, run);
  let left = 0;
  for (const [i, row] of rows.entries()) {
    left += squaredError(row, found[i]!, directions, offset);
    if (i % 64 === 0) await checkpoint(run);
  }
  return {
    method,
    concepts: directions.map(
      (direction, j): ConceptVector => ({
        name: nameOf(method, j),
        vector: Float32Array.from(direction),
      }),
    ),
    scores,
    codes: arrayOf(found, directions.length),
    offset: Float32Array.from(offset),
    explainedVariance: 1 - left / squares,
    async codesOf(latents: NdArray, { signal } = {}) {
      const others = rowsOfSize('codesOf', latents, offset.length);
      const own = { signal, pause: eventLoopYielder() };
      await checkpoint(own);
      return arrayOf(await codes(others, own), directions.length);
    },
  };
}

/** Name of the concept at a position, as in figures: `ICA 1`. */
export function nameOf(method: string, position: number): string {
  return `${method} ${position + 1}`;
}

/** The positions of the codes, sorted by Σᵢ aᵢⱼ² ‖dⱼ‖², the largest first. */
export function bySize(codes: readonly Float64Array[], directions: readonly Float64Array[]): number[] {
  const sizes = directions.map((direction, j) => {
    const squares = codes.reduce((sum, code) => sum + code[j]! ** 2, 0);
    return squares * direction.reduce((sum, value) => sum + value * value, 0);
  });
  return [...sizes.keys()].sort((a, b) => sizes[b]! - sizes[a]!);
}

function squaredError(
  row: Float64Array,
  code: Float64Array,
  directions: readonly Float64Array[],
  offset: Float64Array,
): number {
  const left = row.map((value, k) => value - offset[k]!);
  for (const [j, direction] of directions.entries()) {
    const amount = code[j]!;
    if (amount === 0) continue;
    for (let k = 0; k < left.length; k++) left[k]! -= amount * direction[k]!;
  }
  return left.reduce((sum, value) => sum + value * value, 0);
}

function arrayOf(codes: readonly Float64Array[], count: number): NdArray<Float32Array> {
  const values = new Float32Array(codes.length * count);
  for (const [i, code] of codes.entries()) values.set(code, i * count);
  return ndarray(values, [codes.length, count]);
}
