import type { SparseCounts } from './spatial-counts.js';

/** The non-zero entries of one spot. */
export interface SpotRow {
  /** The indices of the genes. */
  readonly genes: Uint32Array;
  /** Their counts. */
  readonly values: Float32Array;
}

/**
 * Converts rows, one per spot, to counts by gene: a counting sort, linear in the number of non-zero entries.
 *
 * @category Read a tissue
 */
export function countsByGene(rows: readonly SpotRow[], geneCount: number): SparseCounts {
  const indptr = new Uint32Array(geneCount + 1);
  for (const { genes } of rows) {
    for (const gene of genes) indptr[gene + 1]!++;
  }
  for (let gene = 0; gene < geneCount; gene++) indptr[gene + 1]! += indptr[gene]!;
  const next = indptr.slice(0, geneCount);
  const spots = new Uint32Array(indptr[geneCount] ?? 0);
  const values = new Float32Array(spots.length);
  for (const [spot, row] of rows.entries()) {
    for (let entry = 0; entry < row.genes.length; entry++) {
      const at = next[row.genes[entry] ?? 0]!++;
      spots[at] = spot;
      values[at] = row.values[entry] ?? 0;
    }
  }
  return { indptr, spots, values };
}

/**
 * Converts entries in any order to counts by gene: a counting sort. The spots are given one per entry, or as runs: spot s
 * owns the entries from spotRuns[s] to spotRuns[s + 1].
 */
export function entriesByGene(
  entries: { readonly genes: Uint32Array; readonly values: Float32Array } & (
    | { readonly spots: Uint32Array }
    | { readonly spotRuns: Uint32Array }
  ),
  geneCount: number,
): SparseCounts {
  const indptr = new Uint32Array(geneCount + 1);
  for (const gene of entries.genes) indptr[gene + 1]!++;
  for (let gene = 0; gene < geneCount; gene++) indptr[gene + 1]! += indptr[gene]!;
  const next = indptr.slice(0, geneCount);
  const spots = new Uint32Array(entries.genes.length);
  const values = new Float32Array(entries.genes.length);
  let run = 0;
  for (let at = 0; at < entries.genes.length; at++) {
    const to = next[entries.genes[at]!]!++;
    if ('spots' in entries) {
      spots[to] = entries.spots[at]!;
    } else {
      while (entries.spotRuns[run + 1]! <= at) run++;
      spots[to] = run;
    }
    values[to] = entries.values[at]!;
  }
  return { indptr, spots, values };
}
