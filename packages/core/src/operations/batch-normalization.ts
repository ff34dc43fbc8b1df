import { add, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import type { Weight } from '../graph.js';
import { field, type OperationKind, weight } from './operation-kind.js';

/** Batch normalisation at inference, over the last axis; y = γ (x − μ) / √(σ² + ε) + β. */
export interface BatchNormalization {
  readonly kind: 'batchNormalization';
  readonly epsilon: number;
  readonly mean: Weight;
  readonly variance: Weight;
  readonly gamma?: Weight;
  readonly beta?: Weight;
}

export const batchNormalization: OperationKind<BatchNormalization> = {
  fromLayer(layer, { inputShapes }) {
    if (layer.getClassName() !== 'BatchNormalization') return undefined;
    const axis = field<number>(layer, 'axis');
    if (axis !== -1 && axis !== inputShapes[0]!.length - 1) return undefined;
    const gamma = weight(layer, 'gamma');
    const beta = weight(layer, 'beta');
    return {
      kind: 'batchNormalization',
      epsilon: field(layer, 'epsilon'),
      mean: weight(layer, 'movingMean')!,
      variance: weight(layer, 'movingVariance')!,
      ...(gamma && { gamma }),
      ...(beta && { beta }),
    };
  },
  // As one multiplication and one addition: tfjs' kernel rounds twice more.
  forward: (operation, [x]) => {
    const factor = scale(operation);
    const shift = sub(operation.beta ?? 0, mul(operation.mean, factor));
    return add(mul(x!, factor), shift);
  },
  vjp: (operation, _record, cotangent) => [mul(cotangent, scale(operation))],
};

/** γ / √(σ² + ε), one number a channel. */
function scale({ variance, gamma, epsilon }: BatchNormalization): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  return gamma ? mul(inverse, gamma) : inverse;
}
