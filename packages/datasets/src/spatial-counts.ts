import { typeName } from './type-name.js';

/** Non-negative counts by gene, as in a compressed sparse column matrix of spots × genes. */
export interface SparseCounts {
  /** genes + 1 numbers: gene g owns the entries from indptr[g] to indptr[g + 1] of `spots` and `values`. */
  readonly indptr: Uint32Array;
  /** The spot of every entry, rising within a gene. */
  readonly spots: Uint32Array;
  /** The count of every entry, never 0. Float32 holds integers exactly up to 2²⁴. */
  readonly values: Float32Array;
}

/** Measured places on a tissue. */
export interface Spots {
  readonly names: readonly string[];
  /** Position in the array's own units: columns to the right, rows downwards. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The region of each spot where it is known, null where a spot has none. */
  readonly labels?: readonly (string | null)[];
}

/** Gene counts at spots of a tissue: what every reader of spatial transcriptomics returns. Sparse throughout. */
export interface SpatialCounts {
  readonly spots: Spots;
  readonly genes: readonly string[];
  readonly counts: SparseCounts;
}

/** Throws unless `value` has the parts of {@link SpatialCounts}. */
export function requireCounts(where: string, value: Partial<SpatialCounts> | null | undefined): void {
  if (value?.spots?.names && value.genes && value.counts?.indptr) return;
  throw new TypeError(
    `${where}: expected SpatialCounts { spots, genes, counts }, as the readers and syntheticBulb give them; ` +
      `got ${typeName(value)}`,
  );
}

/** The non-zero entries of one spot: genes by number, and their counts. */
export interface SpotRow {
  readonly genes: Uint32Array;
  readonly values: Float32Array;
}

/** Turns rows (one a spot) into counts by gene: a counting sort, in time and memory of the non-zero entries. */
export function countsByGene(rows: readonly SpotRow[], geneCount: number): SparseCounts {
  const indptr = new Uint32Array(geneCount + 1);
  for (const { genes } of rows) {
    for (const gene of genes) indptr[gene + 1]!++;
  }
  for (let gene = 0; gene < geneCount; gene++) indptr[gene + 1]! += indptr[gene]!;
  const next = indptr.slice(0, geneCount);
  const spots = new Uint32Array(indptr[geneCount]!);
  const values = new Float32Array(indptr[geneCount]!);
  for (const [spot, row] of rows.entries()) {
    for (let entry = 0; entry < row.genes.length; entry++) {
      const at = next[row.genes[entry]!]!++;
      spots[at] = spot;
      values[at] = row.values[entry]!;
    }
  }
  return { indptr, spots, values };
}

/**
 * The counts of one gene at every spot, [spots]. The caller owns the array.
 * Throws on a gene that is not among `genes`.
 */
export function geneCounts({ spots, genes, counts }: SpatialCounts, gene: string): Float32Array {
  const index = genes.indexOf(gene);
  if (index < 0) {
    throw new Error(
      `geneCounts: gene "${gene}" is not among the ${genes.length} genes; names are case-sensitive`,
    );
  }
  const dense = new Float32Array(spots.names.length);
  for (let at = counts.indptr[index]!; at < counts.indptr[index + 1]!; at++) {
    dense[counts.spots[at]!] = counts.values[at]!;
  }
  return dense;
}

/** The sum over spots of every gene, [genes]. */
export function geneTotals({ genes, counts }: SpatialCounts): Float64Array {
  const totals = new Float64Array(genes.length);
  for (let gene = 0; gene < genes.length; gene++) {
    for (let at = counts.indptr[gene]!; at < counts.indptr[gene + 1]!; at++)
      totals[gene]! += counts.values[at]!;
  }
  return totals;
}

/** The sum over genes of every spot (its library size), [spots]. */
export function spotTotals({ spots, counts }: SpatialCounts): Float64Array {
  const totals = new Float64Array(spots.names.length);
  for (const [at, spot] of counts.spots.entries()) totals[spot]! += counts.values[at]!;
  return totals;
}
