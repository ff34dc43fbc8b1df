/** Options of {@link posteriorAverage}. */
export interface PosteriorAverageOptions {
  /** Number of samples of the posterior for each input, at least 2. Default 16. */
  readonly samples?: number | undefined;
  /** Seed of the samples. Default 0. */
  readonly seed?: number | undefined;
}
