/**
 * The distribution of a value x given the decoder's outputs, whose negative logarithm is the reconstruction loss:
 *
 * - `'bernoulli'`: images with values in [0, 1]; the decoder gives the probability p. This is the binary cross-entropy.
 * - `'gaussian'`: any numbers, such as log-normalised expression; the decoder gives the mean, and a log variance per gene.
 * - `'poisson'`: counts, with the mean μ = total count of the cell × the decoder's fraction of the gene.
 * - `'negativeBinomial'`: counts with the same mean and the variance μ + μ² / θ; θ is the inverse dispersion of the gene.
 * - `'zeroInflatedNegativeBinomial'`: the same, but a count is 0 with a probability that the decoder gives too.
 */
export type Likelihood =
  | 'bernoulli'
  | 'gaussian'
  | 'poisson'
  | 'negativeBinomial'
  | 'zeroInflatedNegativeBinomial';

/** The likelihoods of counts. */
export const COUNT_LIKELIHOODS: readonly Likelihood[] = [
  'poisson',
  'negativeBinomial',
  'zeroInflatedNegativeBinomial',
];

/** All values of {@link Likelihood}. */
export const LIKELIHOODS: readonly Likelihood[] = ['bernoulli', 'gaussian', ...COUNT_LIKELIHOODS];
