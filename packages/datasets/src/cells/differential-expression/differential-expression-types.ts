import type { Progress } from '@csm/base';
import type { CellValues } from '../cell-batches-types.js';

/** Options of {@link differentialExpression}. */
export interface DifferentialExpressionOptions {
  /**
   * The values that are compared. `'counts'` takes the numbers as they are, such as of a layer that is normalised already. Default
   * `'log1pCp10k'`.
   */
  readonly values?: CellValues | undefined;
  /** Whether z is corrected for ties, as scanpy's `tie_correct`: |z| becomes larger for genes with many zeros. Default false. */
  readonly tieCorrect?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of genes that are done. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Differences between two groups of cells. All arrays are in the order of `genes`. */
export interface DifferentialExpression {
  /** The name of the group. */
  readonly concept: string;
  readonly genes: readonly string[];
  /** The standardised rank sum: above 0 if cells with the concept have more of the gene. */
  readonly z: Float64Array;
  /** Two-sided p-value of z. */
  readonly p: Float64Array;
  /** p adjusted for the false discovery rate over all genes: `benjaminiHochberg`. */
  readonly q: Float64Array;
  /** Log2 of the ratio of the means. */
  readonly logFoldChange: Float64Array;
  /** The share of cells with the concept that have a count of the gene. */
  readonly positiveShare: Float64Array;
  /** The share of cells without the concept that have a count of the gene. */
  readonly negativeShare: Float64Array;
}
