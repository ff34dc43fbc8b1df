/** One measure of one method. */
export interface EvaluationRow {
  readonly method: string;
  /** Group and measure, such as `localisation: auc`. */
  readonly measure: string;
  /** Mean over the inputs for which the measure is defined. */
  readonly value: number;
  /** Standard error of `value` over the inputs. */
  readonly standardError: number;
  /** The same measure for random concepts' maps, averaged over the random concepts; NaN if it was not measured. */
  readonly control: number;
  /** Smallest value over the random concepts. */
  readonly controlLow: number;
  /** Largest value over the random concepts. */
  readonly controlHigh: number;
  /** The value that uninformative maps reach; NaN if it is unknown. */
  readonly chance: number;
}

/** The table that `evaluate` returns. */
export interface Evaluation {
  /** Name of the concept. */
  readonly concept: string;
  /** Number of inputs. */
  readonly inputs: number;
  /** Number of random concepts. */
  readonly randomConcepts: number;
  readonly seed: number;
  /** One row per method and measure. */
  readonly rows: readonly EvaluationRow[];
}
