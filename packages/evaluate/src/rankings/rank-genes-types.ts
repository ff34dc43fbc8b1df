import type { Progress } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import type { ValueExamples } from '../concepts/value-examples.js';
import type { RankingCheckpointStore } from './checkpoint/ranking-checkpoint.js';

/** Dense batches of cells, such as `cellBatches` of `@csm/datasets` gives: one batch is in memory at a time. */
export interface CellStream extends AsyncIterable<{ readonly inputs: NdArray }> {
  /** The number of cells of all batches. */
  readonly count: number;
  /** The genes of the columns. */
  readonly genes?: readonly string[] | undefined;
}

/** A concept of `rankGenesMany`. */
export interface RankedConcept {
  readonly concept: ConceptVector;
  /** The latents from which the concept was made; see the option `examples`. */
  readonly examples?: ConceptExamples | ValueExamples | undefined;
  /** The cells over which the attributions are averaged, as indices into the inputs, each once. Default: all. */
  readonly cells?: ArrayLike<number> | undefined;
}

/** Options of `rankGenesMany`. */
export interface RankGenesManyOptions {
  /** The names of the genes, one per input feature. Default: those of the batches, else `gene 1`, `gene 2` … */
  readonly genes?: readonly string[] | undefined;
  /** The donor of each cell of the inputs, for standard errors over donors and the agreement of donors. */
  readonly donors?: ArrayLike<string | number> | undefined;
  /**
   * What is exchanged if a donor (a group of the examples) has cells on both sides of a concept.
   * - `'cell'`: the labels of the donor's cells. Asks whether the cells of *these* donors differ.
   * - `'donor'`: the two means of the donor. Asks whether cells differ in donors *in general*; every donor counts the same. D donors
   *   allow p-values from 2 / 2ᴰ on: six are needed for p ≤ 0.05.
   *
   * For examples with numbers it is about donors whose cells have different numbers. A donor with cells on one side only, or of one number, is always exchanged as a whole. Default `'cell'`, as in `conceptSignificance`.
   */
  readonly unit?: 'cell' | 'donor' | undefined;
  /**
   * Number of random permutations of the examples' labels; all labellings if there are not more. Default 999 for methods that are linear
   * in the concept (`explainer.linear`), whose permuted concepts cost no pass through the encoder; otherwise 50.
   */
  readonly permutations?: number | undefined;
  /** Number of random concepts for the specificity, for methods that are not linear in the concept. Default 20. */
  readonly random?: number | undefined;
  /**
   * The permuted and random concepts are attributed over at most this many cells, drawn from those of the concept. The p-values are
   * valid for any number; with few cells, the test has less power. Default 1,000 for methods that are linear in the concept,
   * otherwise 200.
   */
  readonly nullCells?: number | undefined;
  /** Whether to return `permuted`, 4 bytes per permutation and gene: for `geneSetEnrichment`. Default false. */
  readonly keepPermuted?: boolean | undefined;
  /** Number of cells that are explained at a time. Default 128. */
  readonly batchSize?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Stores the sums of the pass over the cells, and resumes from the last ones, if they exist: `rankingCheckpoint(file)` of
   * `@csm/evaluate/node`, or a custom store. Cells before the checkpoint are read again, but not explained again.
   */
  readonly checkpoints?: RankingCheckpointStore | undefined;
  /** Seconds between checkpoints; one is also saved at the end of the pass, on abort and after an error. 0: after every batch. Default 60. */
  readonly checkpointSeconds?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called if the method's assumptions fail, or if p-values do not fit the concept or the donors. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Options of `rankGenes`. */
export interface RankGenesOptions extends RankGenesManyOptions {
  /**
   * The latents from which the concept was made, for p and q: as the difference of means, or, with one number per latent, as the
   * `regressionDirection`. Give the donors of the examples as groups, and
   * a confounder, such as the batch, as strata. Without examples there are no p-values of the labels.
   */
  readonly examples?: ConceptExamples | ValueExamples | undefined;
  /** The cells over which the attributions are averaged, as indices into the inputs, each once. Default: all. */
  readonly cells?: ArrayLike<number> | undefined;
}

/** The names of the options, for `checkOptions`. */
export const RANK_GENES_MANY_OPTIONS = {
  genes: true,
  donors: true,
  unit: true,
  permutations: true,
  random: true,
  nullCells: true,
  keepPermuted: true,
  batchSize: true,
  seed: true,
  checkpoints: true,
  checkpointSeconds: true,
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;
