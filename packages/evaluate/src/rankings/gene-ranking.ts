import type { NdArray } from 'ndarray';

/** Genes ranked by how much they carry a concept in the latent of an encoder. All arrays are in the order of `genes`. */
export interface GeneRanking {
  /** The name of the concept. */
  readonly concept: string;
  /** The attribution method with its settings. */
  readonly method: string;
  readonly genes: readonly string[];
  /** The number of cells over which the attributions are averaged. */
  readonly cells: number;
  /** The number of donors, if they are known. */
  readonly donors?: number | undefined;
  /** Mean signed attribution of the concept score to each gene, over the cells. */
  readonly attribution: Float64Array;
  /** Standard error of the mean over cells, which takes cells as independent. NaN for one cell. */
  readonly standardError: Float64Array;
  /** Standard error over the means of donors, which allows for cells of one donor being alike. NaN for one donor. */
  readonly donorStandardError?: Float64Array | undefined;
  /** The share of cells (of donors, if they are known) whose attribution has the sign of the mean. */
  readonly agreement: Float64Array;
  /** Whether the two sides of the concept differ along what the encoder reads of the gene, compared with permuted labels. */
  readonly p?: Float64Array | undefined;
  /** The false discovery rate among all genes with at least as small a q, from the permuted labels of all genes. */
  readonly q?: Float64Array | undefined;
  /** The number of labellings with which the given one was compared, and the smallest p that they allow. */
  readonly permutations?: number | undefined;
  readonly smallestP?: number | undefined;
  /** Whether the gene belongs to this concept more than to random directions of the same length, orthogonal to it. */
  readonly specificity?:
    | { readonly z: Float64Array; readonly p: Float64Array; readonly q: Float64Array }
    | undefined;
  /** Mean attributions under permuted labels, without the given labels, `[permutations, genes]`: what `geneSetEnrichment` needs. */
  readonly permuted?: NdArray<Float32Array> | undefined;
}
