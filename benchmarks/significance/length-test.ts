import { keyedRandom } from '@csm/base';
import type { ConceptExamples } from '@csm/evaluate';
import type { NdArray } from 'ndarray';

/** The test of version 0.1: p of the length of mean(positives) − mean(negatives) among permuted labels. */
export function lengthTest({ positives, negatives }: ConceptExamples, samples: number, seed: number): number {
  const rows = [...rowsOf(positives), ...rowsOf(negatives)];
  const count = positives.shape[0] ?? 0;
  const sums = rows.reduce(
    (all, row) => all.map((value, j) => value + (row[j] ?? 0)),
    Array(rows[0]?.length).fill(0),
  );
  const length = lengthOf(rows, count, sums);
  let extreme = 1;
  for (let k = 0; k < samples; k++) {
    const random = keyedRandom('length test', seed, k);
    // Only the positives have to be drawn.
    for (let i = 0; i < count; i++) {
      const at = i + Math.floor(random() * (rows.length - i));
      [rows[i], rows[at]] = [rows[at] ?? [], rows[i] ?? []];
    }
    if (lengthOf(rows, count, sums) >= length * (1 - 1e-12)) extreme++;
  }
  return extreme / (1 + samples);
}

function rowsOf(latents: NdArray): number[][] {
  const [count = 0, size = 0] = latents.shape;
  return Array.from({ length: count }, (_, i) => Array.from({ length: size }, (_, j) => latents.get(i, j)));
}

function lengthOf(rows: readonly (readonly number[])[], count: number, sums: readonly number[]): number {
  let total = 0;
  for (const [j, sum] of sums.entries()) {
    let up = 0;
    for (let i = 0; i < count; i++) up += rows[i]?.[j] ?? 0;
    total += (up / count - (sum - up) / (rows.length - count)) ** 2;
  }
  return Math.sqrt(total);
}
