import type { SpatialCounts } from '@csm/datasets';

/** The counts of some genes at all spots, by their indices, in this order. */
export function selectGenes(tissue: SpatialCounts, rows: readonly number[]): SpatialCounts {
  const { genes, geneIds, counts } = tissue;
  const places = rows.map((gene) => [counts.indptr[gene] ?? 0, counts.indptr[gene + 1] ?? 0] as const);
  const indptr = new Uint32Array(rows.length + 1);
  for (const [i, [from, to]] of places.entries()) indptr[i + 1] = (indptr[i] ?? 0) + to - from;
  const spots = new Uint32Array(indptr[rows.length] ?? 0);
  const values = new Float32Array(spots.length);
  for (const [i, [from, to]] of places.entries()) {
    spots.set(counts.spots.subarray(from, to), indptr[i]);
    values.set(counts.values.subarray(from, to), indptr[i]);
  }
  return {
    ...tissue,
    genes: rows.map((gene) => genes[gene] ?? ''),
    ...(geneIds && { geneIds: rows.map((gene) => geneIds[gene] ?? '') }),
    counts: { indptr, spots, values },
  };
}
