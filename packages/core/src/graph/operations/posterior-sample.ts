import { invalidArgument } from '@csm/base';
import { add, div, exp, mul, sqrt, type Tensor, tile } from '@tensorflow/tfjs-core';
import type { OperationKind } from '../operation-kind.js';

/**
 * What an output of a model says about the standard deviation σ of its posterior:
 *
 * | form            | σ of the output d | ∂σ/∂d    |
 * | --------------- | ----------------- | -------- |
 * | `'logVariance'` | exp(d / 2)        | σ / 2    |
 * | `'logStd'`      | exp(d)            | σ        |
 * | `'variance'`    | √d                | 1 / (2σ) |
 * | `'std'`         | d                 | 1        |
 */
export type DeviationForm = 'logVariance' | 'logStd' | 'variance' | 'std';

/** A sample of a VAE's posterior, from its mean μ and an output that gives σ: z = μ + σ ⊙ noise. */
export interface PosteriorSample {
  readonly kind: 'posteriorSample';
  /** What the second input is, from which σ follows. */
  readonly form: DeviationForm;
  /** Standard normal, `[rows, latentSize]`; the rows repeat in a batch that is a multiple of them. Borrowed. */
  readonly noise: Tensor;
}

/** σ, and its derivative with respect to the output; undefined for 1. */
const FORMS: {
  readonly [Form in DeviationForm]: {
    deviation(output: Tensor): Tensor;
    slope?(output: Tensor): Tensor;
  };
} = {
  logVariance: {
    deviation: (output) => exp(mul(output, 0.5)),
    slope: (output) => mul(exp(mul(output, 0.5)), 0.5),
  },
  logStd: { deviation: (output) => exp(output), slope: (output) => exp(output) },
  variance: { deviation: (output) => sqrt(output), slope: (output) => div(0.5, sqrt(output)) },
  std: { deviation: (output) => output },
};

/** All values of {@link DeviationForm}. */
export const DEVIATION_FORMS = Object.keys(FORMS) as readonly DeviationForm[];

export const posteriorSample: OperationKind<PosteriorSample> = {
  linear: ({ form }) => form === 'std',
  forward: (operation, [mean, output = mean]) =>
    add(mean, mul(FORMS[operation.form].deviation(output), noiseFor(operation, mean))),
  vjp(operation, { inputs: [mean, output = mean] }, cotangent) {
    const scaled = mul(cotangent, noiseFor(operation, mean));
    const slope = FORMS[operation.form].slope?.(output);
    return [cotangent, slope ? mul(scaled, slope) : scaled];
  },
};

/** The noise, repeated for the rows of the mean. */
function noiseFor({ noise }: PosteriorSample, mean: Tensor): Tensor {
  const [batch = 0] = mean.shape;
  const [rows = 1] = noise.shape;
  if (batch % rows !== 0 || noise.shape[1] !== mean.shape[1]) {
    throw invalidArgument(
      `sampled: the noise must have one row per sample of the latents [${mean.shape}]; got shape [${noise.shape}].`,
    );
  }
  return batch === rows ? noise : tile(noise, [batch / rows, 1]);
}
