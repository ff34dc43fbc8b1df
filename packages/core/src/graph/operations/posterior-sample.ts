import { invalidArgument } from '@csm/base';
import { add, exp, mul, type Tensor, tile } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/** A sample of a VAE's posterior, from its mean and log-variance: z = μ + exp(½ log σ²) ⊙ noise. */
export interface PosteriorSample {
  readonly kind: 'posteriorSample';
  /** Standard normal, `[rows, latentSize]`; the rows repeat in a batch that is a multiple of them. Borrowed. */
  readonly noise: Tensor;
}

export const posteriorSample: OperationKind<PosteriorSample> = {
  fromLayer: () => undefined,
  forward: (operation, [mean, logVariance = mean]) => add(mean, deviation(operation, logVariance)),
  vjp: (operation, { inputs: [mean, logVariance = mean] }, cotangent) => [
    cotangent,
    mul(cotangent, mul(deviation(operation, logVariance), 0.5)),
  ],
};

/** σ ⊙ noise. */
function deviation({ noise }: PosteriorSample, logVariance: Tensor): Tensor {
  const [batch = 0] = logVariance.shape;
  const [rows = 1] = noise.shape;
  if (batch % rows !== 0 || noise.shape[1] !== logVariance.shape[1]) {
    throw invalidArgument(
      `sampled: the noise must have one row per sample of the latents [${logVariance.shape}]; got shape [${noise.shape}].`,
    );
  }
  return mul(exp(mul(logVariance, 0.5)), batch === rows ? noise : tile(noise, [batch / rows, 1]));
}
