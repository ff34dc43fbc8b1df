import type { SpatialCounts, Spots } from '../../spatial/spatial-counts.js';

/** Options of {@link syntheticCells}. */
export interface SyntheticCellsOptions {
  /** The number of cells, from 10 to 100,000. */
  readonly cells: number;
  /** The number of genes, from 10 to 50,000. There must be room for all drivers, program genes and batch genes. */
  readonly genes: number;
  /** A whole number from 0 to 2³² − 1. The same seed gives the same bytes. */
  readonly seed: number;
  /**
   * The types and their shares of the cells, which sum to 1; each type gets this share exactly, rounded to cells. Default
   * `{ A: 0.3, B: 0.23, C: 0.18, D: 0.15, E: 0.12, rare: 0.02 }`.
   */
  readonly types?: Readonly<Record<string, number>> | undefined;
  /** The number of driver genes per type. Default 20. */
  readonly drivers?: number | undefined;
  /** The fold by which a type has more of a driver, drawn uniformly in the logarithm. Default `[1.5, 4]`. */
  readonly driverFold?: readonly [number, number] | undefined;
  /** The number of genes of the hidden program. Default 40. */
  readonly programGenes?: number | undefined;
  /** The correlation of the activity of the program with membership in the first type, from −1 to 1. Default 0.7. */
  readonly programCorrelation?: number | undefined;
  /** The fold of a program gene for one standard deviation of activity. Default 2; 1 for no program. */
  readonly programFold?: number | undefined;
  /** The number of batches. Default 2. */
  readonly batches?: number | undefined;
  /** The number of genes that differ between the batches. Default 100. */
  readonly batchGenes?: number | undefined;
  /** The standard deviation of the natural logarithm of a batch gene's fold in one batch. Default 0.5; 0 for no effect. */
  readonly batchEffect?: number | undefined;
  /**
   * c: a cell of the first type is in the first batch with probability c + (1 − c) / batches. All other cells are in each batch with
   * the same probability. Default 0, independent; 1: the first type is only in the first batch.
   */
  readonly confounding?: number | undefined;
  /** The number of donors, at least one per batch: donor d gave the cells of batch d mod batches. Default 8. */
  readonly donors?: number | undefined;
  /** The standard deviation of the natural logarithm of each gene's fold in one donor. Default 0.1. */
  readonly donorEffect?: number | undefined;
  /** The median of the expected number of counts of a cell. Default 2,000. */
  readonly librarySize?: number | undefined;
  /** The median dispersion φ of the genes: variance = mean + φ · mean². Default 0.3. */
  readonly dispersion?: number | undefined;
}

/** Counts of simulated cells with known driver genes. */
export interface SyntheticCells {
  /**
   * The counts. `spots.labels` is the type of each cell; `spots.columns` has `type`, `batch` (`'batch_1'`), `donor` (`'donor_1'`) and
   * `program`, the activity of the hidden program.
   */
  readonly counts: SpatialCounts & {
    readonly spots: Spots & {
      readonly labels: readonly string[];
      readonly columns: {
        readonly type: readonly string[];
        readonly batch: readonly string[];
        readonly donor: readonly string[];
        readonly program: Float64Array;
      };
    };
  };
  /** The driver genes of each type, in the order of the genes. */
  readonly drivers: Readonly<Record<string, readonly string[]>>;
  /** The genes of the hidden program. They correlate with the first type, but the type does not drive them. */
  readonly correlated: readonly string[];
  /** The genes that differ between the batches. */
  readonly batchGenes: readonly string[];
}
