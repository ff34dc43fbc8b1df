import {
  add,
  clipByValue,
  exp,
  log,
  mean,
  mul,
  neg,
  type Scalar,
  square,
  sub,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { Vae } from '../../architectures/vae.js';
import type { Sampling } from './sampling.js';

/** The two terms of the loss, as tensors. */
export interface VaeLosses {
  readonly reconstruction: Scalar;
  readonly kl: Scalar;
}

/** The epsilon of Keras: reconstructions are clipped to [ε, 1 − ε], which keeps the logarithms finite. */
const EPSILON = 1e-7;

/**
 * Mean binary cross-entropy over all pixels of all images, in nats: −mean(x ln p + (1 − x) ln(1 − p)), where p is the
 * decoder's sigmoid output, clipped to [1e-7, 1 − 1e-7] as in Keras.
 */
export function binaryCrossEntropy(images: Tensor, reconstructions: Tensor): Scalar {
  const p = clipByValue(reconstructions, EPSILON, 1 - EPSILON);
  const logLikelihood = add(mul(images, log(p)), mul(sub(1, images), log(sub(1, p))));
  return neg(mean<Scalar>(logLikelihood));
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

/**
 * The two terms of the loss of one batch.
 * @param training noise and sampling, to compute the loss as in training: BatchNorm normalises by the batch and updates its
 * moving averages. Without it the loss is computed as at inference: BatchNorm uses its moving averages, and z =
 * z_mean.
 */
export function vaeLosses(
  vae: Vae,
  images: Tensor,
  training?: { readonly noise: Tensor; readonly sampling: Sampling },
): VaeLosses {
  const mode = { training: training !== undefined };
  const [latentMean, logVariance] = vae.encoder.apply(images, mode) as [Tensor, Tensor];
  const latent = training
    ? sampleLatent(latentMean, logVariance, training.noise, training.sampling)
    : latentMean;
  const reconstructions = vae.decoder.apply(latent, mode) as Tensor;
  return {
    reconstruction: binaryCrossEntropy(images, reconstructions),
    kl: klTerm(latentMean, logVariance),
  };
}
