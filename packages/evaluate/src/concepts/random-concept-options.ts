/** Options of the functions that draw random concepts. */
export interface RandomConceptOptions {
  /** Number of concepts. Default 20. */
  readonly count?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
}
