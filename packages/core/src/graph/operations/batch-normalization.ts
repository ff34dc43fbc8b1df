import { add, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';
import { alongAxes } from '../../kernels/along-axes.js';
import { field, type OperationKind, weight } from '../operation-kind.js';
import type { Weight } from '../weight.js';

/**
 * Batch normalisation at inference; y = γ (x − μ) / √(σ² + ε) + β. (tfjs itself takes the wrong channels on its cpu and wasm
 * backends where `axis` is not the last.)
 */
export interface BatchNormalization {
  readonly kind: 'batchNormalization';
  /** Of the channels; counts the batch axis. Default: the last. */
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
    const isLast = axis === -1 || axis === inputShapes[0]!.length - 1;
    const gamma = weight(layer, 'gamma');
    const beta = weight(layer, 'beta');
    return {
      kind: 'batchNormalization',
      ...(!isLast && { axis: axis < 0 ? axis + inputShapes[0]!.length : axis }),
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
    return add(mul(x!, alongChannels(operation, factor, x!)), alongChannels(operation, shift, x!));
  },
  reads: 'shapes',
  vjp: (operation, _record, cotangent) => [
    mul(cotangent, alongChannels(operation, scale(operation), cotangent)),
  ],
};

/** γ / √(σ² + ε), one number a channel. */
function scale({ variance, gamma, epsilon }: BatchNormalization): Tensor {
  const inverse = rsqrt(add(variance, epsilon));
  return gamma ? mul(inverse, gamma) : inverse;
}

function alongChannels({ axis }: BatchNormalization, values: Tensor, x: Tensor): Tensor {
  return axis === undefined ? values : alongAxes([axis], values, x);
}
