import { typeName } from '../checks/type-name.js';
import type { TissueImage } from './tissue-image.js';

/** Non-negative counts by gene, as in a compressed sparse column matrix of spots × genes. */
export interface SparseCounts {
  /** genes + 1 numbers: gene g owns the entries from indptr[g] to indptr[g + 1] of `spots` and `values`. */
  readonly indptr: Uint32Array;
  /** The spot of every entry, rising within a gene. */
  readonly spots: Uint32Array;
  /** The count of every entry, never 0. Float32 holds integers exactly up to 2²⁴. */
  readonly values: Float32Array;
}

/**
 * How the places of spots lie. `'square'`: x and y are those of the 2016 array, whose first column is 1 and first row 0.
 * `'hexagonal'`: x and y are Visium's array_col and array_row: even columns in even rows, odd ones in odd rows.
 * `'free'`: x and y are pixels, on no known grid.
 */
export type SpotLayout = 'square' | 'hexagonal' | 'free';

/** One fact about every spot: numbers (NaN where missing), or texts, or yes and no (null where missing). */
export type SpotColumn = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

/** Measured places on a tissue. */
export interface Spots {
  readonly names: readonly string[];
  /** Position in the array's own units: columns to the right, rows downwards. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How x and y lie; `'square'` where it is not said. */
  readonly layout?: SpotLayout;
  /** The centres on the full-resolution image, in pixels: x to the right, y downwards. */
  readonly pixels?: { readonly x: Float64Array; readonly y: Float64Array };
  /** Of a spot, in pixels of the full-resolution image. */
  readonly diameter?: number;
  /** The region of each spot where it is known, null where a spot has none. */
  readonly labels?: readonly (string | null)[];
  /** What else the data say of each spot, by name: AnnData's `obs`, Visium's `in_tissue`. */
  readonly columns?: Readonly<Record<string, SpotColumn>>;
}

/** Gene counts at spots of a tissue: what every reader of spatial transcriptomics returns. Sparse throughout. */
export interface SpatialCounts {
  readonly spots: Spots;
  /** Names, each once. */
  readonly genes: readonly string[];
  readonly counts: SparseCounts;
  /** Ensembl's or another permanent name of every gene, where the data give one. */
  readonly geneIds?: readonly string[];
  /** Pictures of the tissue, the finest first. */
  readonly images?: readonly TissueImage[];
}

/** What is common to the options of all readers of spatial counts. */
export interface ReadCountsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hears how many entries of the matrix have been read, of how many. */
  readonly onProgress?: ((progress: { entries: number; totalEntries: number }) => void) | undefined;
  /** Hears what was put right or left out; `console.warn` by default. */
  readonly onWarning?: ((message: string) => void) | undefined;
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
  for (let at = 0; at < counts.spots.length; at++) totals[counts.spots[at]!]! += counts.values[at]!;
  return totals;
}
