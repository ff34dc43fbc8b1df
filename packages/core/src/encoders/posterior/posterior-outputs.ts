import { LATENT_OUTPUT_NAMES, type LatentOutput } from '../latent-output.js';

/**
 * The outputs of a model that are its posterior's mean and standard deviation σ; at most one of `logVariance`, `logStd`,
 * `variance` and `std`.
 *
 * By default, σ comes from the metadata of the model, or of the nested model that computes the outputs:
 * `model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } })`; for a GraphModel, `metadata.posterior`. VAEs of `@csm/models` have
 * these metadata. A model that is made from the layers of another one has none; then the log-variance is the output whose layer is named
 * `z_log_var`, `log_var`, `logvar`, `z_logvar` or `z_log_variance`, if there is one.
 */
export interface PosteriorOutputs {
  /**
   * The latent. Default: the model's only output or, if it has several (as VAE encoders do), the one whose layer is named
   * `z_mean`, `mean`, `mu` or `z_mu`.
   */
  readonly output?: LatentOutput | undefined;
  /** The output ℓ that is the logarithm of the posterior's variance: σ = exp(ℓ / 2). */
  readonly logVariance?: LatentOutput | undefined;
  /**
   * The output s that is the logarithm of the posterior's standard deviation: σ = exp(s). The published code of arXiv 1910.13140
   * draws z in this way from the output that it calls `z_log_var`.
   */
  readonly logStd?: LatentOutput | undefined;
  /** The output v that is the posterior's variance: σ = √v. */
  readonly variance?: LatentOutput | undefined;
  /** The output that is the posterior's standard deviation σ itself. */
  readonly std?: LatentOutput | undefined;
}

/** For `checkOptions`: the names of {@link PosteriorOutputs}. */
export const POSTERIOR_OUTPUT_NAMES = {
  output: LATENT_OUTPUT_NAMES,
  logVariance: LATENT_OUTPUT_NAMES,
  logStd: LATENT_OUTPUT_NAMES,
  variance: LATENT_OUTPUT_NAMES,
  std: LATENT_OUTPUT_NAMES,
} as const;
