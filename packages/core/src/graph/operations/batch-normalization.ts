import { add, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { alongAxes } from '../../kernels/along-axes.js';
import { field, type OperationKind, ownWeight, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Batch normalisation at inference; y = γ (x − μ) / √(σ² + ε) + β. (tfjs itself normalises the wrong channels on its cpu and
 * wasm backends if `axis` is not the last.)
 */
export interface BatchNormalization {
  readonly kind: 'batchNormalization';
  /** The axis of the channels, counted from the batch axis. Default: the last. */
  readonly axis?: number;
  readonly epsilon: number;
  readonly mean: Weight;
  readonly variance: Weight;
  readonly gamma?: Weight;
  readonly beta?: Weight;
}

export const batchNormalization: OperationKind<BatchNormalization> = {
  linear: true,
  fromLayer(layer, { inputShapes }) {
    if (layer.getClassName() !== 'BatchNormalization') return undefined;
    const axis = field<number>(layer, 'axis');
    const rank = inputShapes[0]?.length ?? 0;
    const isLast = axis === -1 || axis === rank - 1;
    const gamma = weight(layer, 'gamma');
    const beta = weight(layer, 'beta');
    return {
      kind: 'batchNormalization',
      ...(!isLast && { axis: axis < 0 ? axis + rank : axis }),
      epsilon: field(layer, 'epsilon'),
      mean: ownWeight(layer, 'movingMean'),
      variance: ownWeight(layer, 'movingVariance'),
      ...(gamma && { gamma }),
      ...(beta && { beta }),
    };
  },
  // Computed as one multiplication and one addition, because tfjs' kernel rounds two more times.
  forward: (operation, [x]) => {
    const factor = scale(operation);
    const shift = sub(operation.beta ?? 0, mul(operation.mean, factor));
    return add(mul(x, alongChannels(operation, factor, x)), alongChannels(operation, shift, x));
  },
  reads: 'shapes',
  vjp: (operation, _record, cotangent) => [
    mul(cotangent, alongChannels(operation, scale(operation), cotangent)),
  ],
};

/** γ / √(σ² + ε), one number per channel. */
function scale({ variance, gamma, epsilon }: BatchNormalization): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  return gamma ? mul(inverse, gamma) : inverse;
}

function alongChannels({ axis }: BatchNormalization, values: Tensor, x: Tensor): Tensor {
  return axis === undefined ? values : alongAxes([axis], values, x);
}
