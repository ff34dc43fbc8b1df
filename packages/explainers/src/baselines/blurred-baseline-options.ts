/** Options of {@link blurredBaseline}. */
export interface BlurredBaselineOptions {
  /** Standard deviation of the Gaussian, in pixels. */
  readonly sigma: number;
}
