import type { SpatialCounts } from '@csm/datasets';

/** Counts by spot, as in a compressed sparse row matrix of spots × features. */
export interface CountsBySpot {
  /** spots + 1 numbers: spot s owns the entries from indptr[s] to indptr[s + 1]. */
  readonly indptr: Uint32Array;
  readonly features: Uint32Array;
  readonly values: Float32Array;
}

/** @param genes the gene of each feature, by its index in the counts. */
export function countsBySpot({ spots, counts }: SpatialCounts, genes: readonly number[]): CountsBySpot {
  const indptr = new Uint32Array(spots.names.length + 1);
  const entriesOf = (gene: number) => [counts.indptr[gene] ?? 0, counts.indptr[gene + 1] ?? 0] as const;
  for (const gene of genes) {
    const [start, end] = entriesOf(gene);
    for (let at = start; at < end; at++) {
      const spot = counts.spots[at] ?? 0;
      indptr[spot + 1] = (indptr[spot + 1] ?? 0) + 1;
    }
  }
  for (let spot = 0; spot < spots.names.length; spot++) {
    indptr[spot + 1] = (indptr[spot + 1] ?? 0) + (indptr[spot] ?? 0);
  }
  const next = indptr.slice();
  const features = new Uint32Array(indptr.at(-1) ?? 0);
  const values = new Float32Array(features.length);
  for (const [feature, gene] of genes.entries()) {
    const [start, end] = entriesOf(gene);
    for (let at = start; at < end; at++) {
      const spot = counts.spots[at] ?? 0;
      const to = next[spot] ?? 0;
      next[spot] = to + 1;
      features[to] = feature;
      values[to] = counts.values[at] ?? 0;
    }
  }
  return { indptr, features, values };
}
