import { add, exp, mean, mul, neg, type Scalar, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import { likelihoodOf } from '../likelihood/likelihoods.js';
import { decodedBatch, withBatches } from './decoded-batch.js';
import type { Sampling } from './sampling.js';

/** The two terms of the loss, as tensors. */
export interface VaeLosses {
  readonly reconstruction: Scalar;
  readonly kl: Scalar;
}

/**
 * −mean(1 + ℓ − μ² − exp(ℓ)) over batch and latent components: the reference's KL term, which is 2 / latentSize times the
 * usual KL divergence from N(0, 1) (a sum over components with a factor ½).
 */
export function klTerm(latentMean: Tensor, logVariance: Tensor): Scalar {
  return neg(mean<Scalar>(sub(sub(add(1, logVariance), square(latentMean)), exp(logVariance))));
}

/** z_mean + exp(ℓ / 2) · ε, or the reference's z_mean + exp(ℓ) · ε: see {@link Sampling}. */
export function sampleLatent(
  latentMean: Tensor,
  logVariance: Tensor,
  noise: Tensor,
  sampling: Sampling,
): Tensor {
  const logDeviation = sampling === 'reference' ? logVariance : mul(logVariance, 0.5);
  return add(latentMean, mul(exp(logDeviation), noise));
}

/** How a batch is decoded in training; without it, as at inference. */
export interface TrainingDraw {
  readonly noise: Tensor;
  readonly sampling: Sampling;
}

/**
 * The two terms of the loss of one batch.
 * @param training noise and sampling, to compute the loss as in training: BatchNorm normalises by the batch and updates its
 * moving averages. Without it the loss is computed as at inference: BatchNorm uses its moving averages, and z =
 * z_mean.
 * @param batches the technical batch of each sample, one-hot, `[n, batches]`, for a VAE with batches.
 */
export function vaeLosses(vae: Vae, inputs: Tensor, training?: TrainingDraw, batches?: Tensor): VaeLosses {
  const mode = { training: training !== undefined };
  const encoded = withBatches(vae.encoder, inputs, batches);
  const [latentMean, logVariance] = vae.encoder.apply(encoded, mode) as [Tensor, Tensor];
  const latent = training
    ? sampleLatent(latentMean, logVariance, training.noise, training.sampling)
    : latentMean;
  const decoded = decodedBatch(vae.decoder, withBatches(vae.decoder, latent, batches), mode);
  return {
    reconstruction: likelihoodOf(vae).negativeLogLikelihood(inputs, decoded),
    kl: klTerm(latentMean, logVariance),
  };
}
