import { add, exp, mul, type Tensor, tile } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/** A sample of a VAE's posterior, of its mean and log-variance: z = μ + exp(½ log σ²) ⊙ noise. */
export interface PosteriorSample {
  readonly kind: 'posteriorSample';
  /** Standard normal, `[rows, latentSize]`; where a batch is a multiple of its rows, they repeat. Borrowed. */
  readonly noise: Tensor;
}

export const posteriorSample: OperationKind<PosteriorSample> = {
  fromLayer: () => undefined,
  forward: (operation, [mean, logVariance]) => add(mean!, deviation(operation, logVariance!)),
  vjp: (operation, { inputs: [, logVariance] }, cotangent) => [
    cotangent,
    mul(cotangent, mul(deviation(operation, logVariance!), 0.5)),
  ],
};

/** σ ⊙ noise. */
function deviation({ noise }: PosteriorSample, logVariance: Tensor): Tensor {
  const batch = logVariance.shape[0]!;
  const rows = noise.shape[0]!;
  if (batch % rows !== 0 || noise.shape[1] !== logVariance.shape[1]) {
    throw new Error(
      `sampled: noise of shape [${noise.shape}] does not fit latents of shape [${logVariance.shape}]; give one row a sample.`,
    );
  }
  return mul(exp(mul(logVariance, 0.5)), batch === rows ? noise : tile(noise, [batch / rows, 1]));
}
