import { add, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';
import { alongAxes } from '../../kernels/along-axes.js';
import type { OperationKind } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Root mean square normalisation: y = γ x / √(mean(x²) + ε), with the mean of each sample over `axes`. Source: Zhang & Sennrich 2019
 * (arXiv 1910.07467).
 *
 * Not linear: the vector–Jacobian product includes the derivative of the root mean square.
 */
export interface RmsNormalization {
  readonly kind: 'rmsNormalization';
  /** Ascending; 0 is the batch axis, which is not allowed. */
  readonly axes: readonly number[];
  readonly epsilon: number;
  /** Of the shape of the axes. */
  readonly gamma?: Weight;
}

export const rmsNormalization: OperationKind<RmsNormalization> = {
  fromLayer: () => undefined,
  forward: (operation, [x]) => {
    const { axes, gamma } = operation;
    const normalised = mul(x, inverse(operation, x));
    return gamma ? mul(normalised, alongAxes(axes, gamma, x)) : normalised;
  },
  reads: 'inputs',
  // With x̂ = x / √(mean(x²) + ε) and g the cotangent of x̂: (g − x̂ mean(g x̂)) / √(mean(x²) + ε).
  vjp: (operation, { inputs: [x] }, cotangent) => {
    const { axes, gamma } = operation;
    const factor = inverse(operation, x);
    const normalised = mul(x, factor);
    const g = gamma ? mul(cotangent, alongAxes(axes, gamma, x)) : cotangent;
    const stretch = mul(normalised, mean(mul(g, normalised), [...axes], true));
    return [mul(sub(g, stretch), factor)];
  },
};

/** 1 / √(mean(x²) + ε) */
function inverse({ axes, epsilon }: RmsNormalization, x: Tensor): Tensor {
  return rsqrt(add(mean(square(x), [...axes], true), epsilon));
}
