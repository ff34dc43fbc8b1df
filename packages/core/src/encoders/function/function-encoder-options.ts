/** Options of {@link functionEncoder}. */
export interface FunctionEncoderOptions {
  /** Shape of one input, without the batch axis. */
  readonly inputShape: readonly number[];
}
