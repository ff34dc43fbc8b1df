import type { LatentOutput } from './latent-output.js';

/** The outputs of a model that are the posterior's mean and log-variance. */
export interface PosteriorOutputs {
  /**
   * The latent. Default: the model's only output or, if it has several (as VAE encoders do), the one whose layer is named
   * `z_mean`, `mean`, `mu` or `z_mu`.
   */
  readonly output?: LatentOutput | undefined;
  /**
   * The logarithm of the posterior's variance, which is needed only for maps that are averaged over samples of the posterior.
   * Default: the output whose layer is named `z_log_var`, `log_var`, `logvar`, `z_logvar` or `z_log_variance`, if there is one.
   */
  readonly logVariance?: LatentOutput | undefined;
}
