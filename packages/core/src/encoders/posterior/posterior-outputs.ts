import { LATENT_OUTPUT_NAMES, type LatentOutput } from '../latent-output.js';

/**
 * The outputs of a model that are its posterior's mean and standard deviation σ; at most one of `logVariance`, `logStd`,
 * `variance` and `std`.
 *
 * By default, σ comes from the metadata of the model, or of the nested model that computes the outputs:
 * `model.setUserDefinedMetadata({ posterior: { logStd: 'z_log_var' } })`; for a GraphModel, `metadata.posterior`. VAEs of `@csm/models` have
 * these metadata. A model without metadata, such as one that is made from the layers of another model, is searched for one output with a
 * usual name: `z_log_var`, `log_var`, `logvar` and similar names are log-variances; `log_std` and similar names are logarithms of σ;
 * `var`, `variance` and `qz_v` are variances, and `std`, `scale` and `sigma` are σ itself, if the last operations show that the values
 * cannot be negative. Other names, such as `log_sigma`, are used for more than one of these and do not count.
 */
export interface PosteriorOutputs {
  /**
   * The latent. Default: the model's only output or, if it has several (as VAE encoders do), the one whose layer is named
   * `z_mean`, `mean`, `mu`, `z_mu`, `loc`, `qz_m`, `latent_mean` or similar.
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
