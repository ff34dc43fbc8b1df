import { add, mean, moments, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { alongAxes } from '../../kernels/along-axes.js';
import { field, type OperationKind, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Layer normalisation: y = γ (x − μ) / √(σ² + ε) + β, with the mean and variance of each sample over `axes`.
 *
 * Not linear: μ and σ depend on x, and the vector–Jacobian product includes their derivatives. (Relevance propagation often
 * treats σ as a constant; that is another method.)
 */
export interface LayerNormalization {
  readonly kind: 'layerNormalization';
  /** Counted from the batch axis, which is not one of them. */
  readonly axes: readonly number[];
  readonly epsilon: number;
  readonly gamma?: Weight;
  readonly beta?: Weight;
}

export const layerNormalization: OperationKind<LayerNormalization> = {
  fromLayer(layer) {
    if (layer.getClassName() !== 'LayerNormalization') return undefined;
    const axes = field<number[]>(layer, 'axis');
    if (axes.includes(0)) return undefined;
    const gamma = weight(layer, 'gamma');
    const beta = weight(layer, 'beta');
    return {
      kind: 'layerNormalization',
      axes,
      epsilon: field(layer, 'epsilon'),
      ...(gamma && { gamma }),
      ...(beta && { beta }),
    };
  },
  forward: (operation, [x]) => {
    const { axes, gamma, beta } = operation;
    const { standard } = standardised(operation, x);
    const scaled = gamma ? mul(standard, alongAxes(axes, gamma, x)) : standard;
    return beta ? add(scaled, alongAxes(axes, beta, x)) : scaled;
  },
  // With x̂ = (x − μ) / σ and g the cotangent of x̂: (g − mean(g) − x̂ mean(g x̂)) / σ.
  vjp: (operation, { inputs: [x] }, cotangent) => {
    const axes = [...operation.axes];
    const { standard, inverse } = standardised(operation, x);
    const g = operation.gamma ? mul(cotangent, alongAxes(axes, operation.gamma, x)) : cotangent;
    const shift = mean(g, axes, true);
    const stretch = mul(standard, mean(mul(g, standard), axes, true));
    return [mul(sub(sub(g, shift), stretch), inverse)];
  },
};

/** x̂ and 1 / √(σ² + ε). */
function standardised(
  { axes, epsilon }: LayerNormalization,
  x: Tensor,
): Record<'standard' | 'inverse', Tensor> {
  const { mean: centre, variance } = moments(x, [...axes], true);
  const inverse = rsqrt(add(variance, epsilon));
  return { standard: mul(sub(x, centre), inverse), inverse };
}
