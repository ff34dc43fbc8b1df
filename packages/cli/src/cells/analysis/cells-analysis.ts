import type { GeneRanking } from '@csm/evaluate';
import type { CellsCertificate } from '../certificate/cells-certificate.js';

/** The rank-sum test of each gene of the model, in the order of its genes, and of the genes outside it. */
export interface PlainTest {
  /** z: above 0 for genes that the cells with the concept have more of. */
  readonly z: Float64Array;
  readonly q: Float64Array;
  /** log₂ of the ratio of the mean counts per 10,000. */
  readonly logFoldChange: Float64Array;
  /** The place of each gene among all genes of the data, by descending |z|; from 1. */
  readonly rank: Uint32Array;
  /** The genes of the data with the largest |z| that the model does not have. */
  readonly outside: readonly { readonly gene: string; readonly z: number; readonly logFoldChange: number }[];
  /** The number of genes that were tested. */
  readonly tested: number;
}

/** A gene set in a ranking. */
export interface EnrichedSet {
  readonly name: string;
  readonly size: number;
  readonly auc: number;
  readonly p: number;
  readonly q: number;
}

/** A concept with everything that the page, tables and figures show of it: plain data. */
export interface RankedConcept {
  readonly name: string;
  /** The name in file names; different concepts have different ones. */
  readonly file: string;
  /** How its cells were chosen. */
  readonly description: string;
  readonly positives: number;
  readonly negatives: number;
  /** The column of batches within which they are compared; undefined if all are pooled. */
  readonly within?: string | undefined;
  /** By the first model. */
  readonly ranking: GeneRanking;
  /** Attributions by the other models, in the same order of genes. */
  readonly others: readonly { readonly model: string; readonly attribution: Float64Array }[];
  readonly test: PlainTest;
  /** Undefined without `--enrich`. */
  readonly enrichment?: readonly EnrichedSet[] | undefined;
  /** The concept vector of the first model. */
  readonly vector: Float32Array;
  /** The score of every cell of the data, by the first model. */
  readonly scores: Float64Array;
  readonly certificate: CellsCertificate;
}
