import type { Likelihood } from '../../training/likelihood/likelihood.js';

/** Options of {@link geneVae}. */
export interface GeneVaeOptions {
  /** Number of genes: the length of an input. */
  readonly genes: number;
  /** Components of the latent vector. Default 10. */
  readonly latentSize?: number | undefined;
  /** Units of the encoder's hidden layers, first to last; the decoder has them in reverse order. Default `[128]`. */
  readonly hidden?: readonly number[] | undefined;
  /** The distribution of the values. Default `'negativeBinomial'`, for raw counts; `'gaussian'` for log-normalised expression. */
  readonly likelihood?: Exclude<Likelihood, 'bernoulli'> | undefined;
  /**
   * Number of batches (technical covariate, such as the run or the donor). The decoder then gets the batch of each cell as a
   * second input, so that the latents need not contain it. Default: no batches.
   */
  readonly batches?: number | undefined;
  /** Whether the encoder gets the batch, too, as a second input. Default false, as in scVI. */
  readonly encodeBatch?: boolean | undefined;
  /** Whether the encoder begins with ln(1 + x). Default true for counts, false for `'gaussian'`. */
  readonly log1p?: boolean | undefined;
  /**
   * Mean of each gene over the cells, from which the decoder starts: its biases are the logarithms of the genes' shares of the counts (for
   * `'gaussian'` the means). Without them, a training of a few hundred steps mostly learns the means. Default: all genes are alike.
   */
  readonly geneMeans?: ArrayLike<number> | undefined;
  /** Whether each hidden layer is followed by BatchNorm (epsilon 1e-3, as in scVI). Default true. */
  readonly batchNorm?: boolean | undefined;
  /** Seed of the initial weights, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
}
