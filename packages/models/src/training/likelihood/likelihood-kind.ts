import type { Scalar, Tensor } from '@tensorflow/tfjs-core';

/** What a decoder computes for a batch: its first output, and the further parameters of the likelihood. */
export interface DecodedBatch {
  /**
   * `[n, ...inputShape]`: the probability of a Bernoulli distribution, the mean of a Gaussian one, or each gene's fraction of
   * the counts.
   */
  readonly answer: Tensor;
  /**
   * The further outputs by the names of their layers: `log_variance` and `log_dispersion` `[genes]` or `[n, genes]`, `dropout_logits`
   * `[n, genes]`.
   */
  readonly parameters: Readonly<Record<string, Tensor>>;
}

/** How one likelihood is computed. */
export interface LikelihoodKind {
  /** The mean over all values of −ln p(x), in nats. Called inside `tf.tidy`. */
  negativeLogLikelihood(inputs: Tensor, decoded: DecodedBatch): Scalar;
  /** Whether a value is possible. */
  isValid(value: number): boolean;
  /** What values must be, for messages. */
  readonly values: string;
  /** What to do about invalid values. */
  readonly advice: string;
}
