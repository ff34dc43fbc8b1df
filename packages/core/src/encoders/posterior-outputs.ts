import type { LatentOutput } from './latent-output.js';

/** Which outputs of a model are the posterior's mean and log-variance. */
export interface PosteriorOutputs {
  /**
   * The latent. Default: the model's only output or, where it has several (as VAE encoders have), the one whose layer is
   * called `z_mean`, `mean`, `mu` or `z_mu`.
   */
  output?: LatentOutput | undefined;
  /**
   * The logarithm of the posterior's variance, which only maps averaged over samples of the posterior need. Default: the
   * output whose layer is called `z_log_var`, `log_var`, `logvar`, `z_logvar` or `z_log_variance`, if there is one.
   */
  logVariance?: LatentOutput | undefined;
}
