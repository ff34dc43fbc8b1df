import type { CellArray } from './cell-array.js';
import type { TissueImage } from './tissue-image.js';

/** Non-negative counts by gene, as in a compressed sparse column matrix of spots × genes. */
export interface SparseCounts {
  /** genes + 1 numbers: gene g owns the entries from indptr[g] to indptr[g + 1] of `spots` and `values`. */
  readonly indptr: Uint32Array;
  /** The spot of every entry, ascending within a gene. */
  readonly spots: Uint32Array;
  /** The count of every entry, never 0. Float32 holds integers exactly up to 2²⁴. */
  readonly values: Float32Array;
}

/**
 * The grid of the positions x and y. `'square'`: the 2016 array, whose first column is 1 and whose first row is 0.
 * `'hexagonal'`: Visium's array_col and array_row, with even columns in even rows and odd columns in odd rows.
 * `'free'`: no known grid; x and y are pixels. `'none'`: cells without positions; x and y are NaN.
 */
export type SpotLayout = 'square' | 'hexagonal' | 'free' | 'none';

/** One value per spot: numbers (NaN if missing), or strings, or booleans (null if missing). */
export type SpotColumn = Float64Array | readonly (string | null)[] | readonly (boolean | null)[];

/** The categories of a column, as pandas' `Categorical` has them. */
export interface ColumnCategories {
  /** All values that the column may have, in their order, also those that no spot has. */
  readonly values: readonly string[] | readonly boolean[] | Float64Array;
  /** Whether the order means something, as in low < medium < high. */
  readonly ordered: boolean;
}

/** Measured spots on a tissue. */
export interface Spots {
  readonly names: readonly string[];
  /** Position in units of the array: columns to the right, rows downwards. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** The grid of the positions x and y. Default `'square'`. */
  readonly layout?: SpotLayout | undefined;
  /** The centres on the full-resolution image, in pixels: x to the right, y downwards. */
  readonly pixels?: { readonly x: Float64Array; readonly y: Float64Array } | undefined;
  /**
   * The diameter of a spot, in pixels of the full-resolution image. For Visium it is `spot_diameter_fullres`, which stands
   * for 65 µm (10x Genomics, Space Ranger 1.3, "Imaging Outputs"), although the printed spots measure 55 µm.
   */
  readonly diameter?: number | undefined;
  /** The region of each spot, null for a spot without one. Undefined if the regions are unknown. */
  readonly labels?: readonly (string | null)[] | undefined;
  /** Other values of each spot, by name: AnnData's `obs`, Visium's `in_tissue`. */
  readonly columns?: Readonly<Record<string, SpotColumn>> | undefined;
  /** The categories of those `columns` that are categorical in AnnData's `obs`, by name. `writeAnnData` writes them again. */
  readonly categories?: Readonly<Record<string, ColumnCategories>> | undefined;
  /** Arrays with several numbers per spot, by name: those of `obsm` that were asked for. */
  readonly arrays?: Readonly<Record<string, CellArray>> | undefined;
}

/** AnnData's `raw`: a matrix of the same spots, usually of more genes. */
export interface RawCounts {
  /** The names of its genes, unique. */
  readonly genes: readonly string[];
  readonly counts: SparseCounts;
  readonly geneIds?: readonly string[] | undefined;
}

/** Gene counts at spots of a tissue, always sparse. Every reader of spatial transcriptomics returns this. */
export interface SpatialCounts {
  readonly spots: Spots;
  /** The names of the genes, unique. */
  readonly genes: readonly string[];
  readonly counts: SparseCounts;
  /** The Ensembl id, or another permanent id, of every gene. Undefined if the data have none. */
  readonly geneIds?: readonly string[] | undefined;
  /** Other matrices of the same spots and genes, by name: those of AnnData's `layers` that were asked for. They may be negative. */
  readonly layers?: Readonly<Record<string, SparseCounts>> | undefined;
  /** AnnData's `raw`, if it was asked for. It may be negative. */
  readonly raw?: RawCounts | undefined;
  /** Pictures of the tissue, the largest first. */
  readonly images?: readonly TissueImage[] | undefined;
}
