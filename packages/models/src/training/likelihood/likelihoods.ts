import type { Vae } from '../../architectures/vae.js';
import { bernoulli } from './bernoulli.js';
import { gaussian } from './gaussian.js';
import { COUNT_LIKELIHOODS, type Likelihood } from './likelihood.js';
import type { LikelihoodKind } from './likelihood-kind.js';
import { negativeBinomial } from './negative-binomial.js';
import { poisson } from './poisson.js';
import { zeroInflatedNegativeBinomial } from './zero-inflated-negative-binomial.js';

const KINDS: Readonly<Record<Likelihood, LikelihoodKind>> = {
  bernoulli,
  gaussian,
  poisson,
  negativeBinomial,
  zeroInflatedNegativeBinomial,
};

/** The likelihood of a VAE; without one, that of images. */
export function likelihoodOf({ likelihood = 'bernoulli' }: Pick<Vae, 'likelihood'>): LikelihoodKind {
  return KINDS[likelihood];
}

/** Whether a VAE is one of counts. */
export function isOfCounts({ likelihood = 'bernoulli' }: Pick<Vae, 'likelihood'>): boolean {
  return COUNT_LIKELIHOODS.includes(likelihood);
}
