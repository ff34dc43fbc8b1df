/**
 * The way in which a latent vector is drawn in training, with ε from N(0, 1) and ℓ the encoder's `z_log_var`:
 *
 * - `'standard'`: z = z_mean + exp(ℓ / 2) · ε; ℓ is the log of the variance (arXiv 1312.6114).
 * - `'reference'`: z = z_mean + exp(ℓ) · ε, which treats ℓ as the log of the *standard deviation*, although the KL term
 *   still treats it as the log of the variance. The published code of arXiv 1910.13140 does this; the option exists to
 *   reproduce it.
 */
export type Sampling = 'standard' | 'reference';

/** All values of {@link Sampling}. */
export const SAMPLINGS: readonly Sampling[] = ['standard', 'reference'];
