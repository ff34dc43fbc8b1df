import { add, mul } from '@tensorflow/tfjs-core';
import { alongAxes } from '../../kernels/along-axes.js';
import { field, type OperationKind, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';
import { standardised, standardisedVjp } from './standardised.js';

/**
 * Layer normalisation: y = γ (x − μ) / √(σ² + ε) + β, with the mean and variance of each sample over `axes`.
 *
 * Not linear: μ and σ depend on x, and the vector–Jacobian product includes their derivatives. (Relevance propagation often
 * treats σ as a constant; that is another method.)
 */
export interface LayerNormalization {
  readonly kind: 'layerNormalization';
  /** 0 is the batch axis, which is not allowed. */
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
  forward: ({ axes, epsilon, gamma, beta }, [x]) => {
    const { standard } = standardised(x, axes, epsilon);
    const scaled = gamma ? mul(standard, alongAxes(axes, gamma, x)) : standard;
    return beta ? add(scaled, alongAxes(axes, beta, x)) : scaled;
  },
  reads: 'inputs',
  vjp: ({ axes, epsilon, gamma }, { inputs: [x] }, cotangent) => {
    const g = gamma ? mul(cotangent, alongAxes(axes, gamma, x)) : cotangent;
    return [standardisedVjp(standardised(x, axes, epsilon), axes, g)];
  },
};
