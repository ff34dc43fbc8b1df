import type { Operation } from '@csm/core/extend';
import { add, mul, reshape, rsqrt, sub, Tensor, tile, transpose } from '@tensorflow/tfjs-core';
import type { WeightedOperation } from '../weighted-layers.js';

/** x ↦ x · factor + shift, with one number per channel or one for all. */
export interface Affine {
  readonly factor?: Tensor | number;
  readonly shift?: Tensor | number;
}

/**
 * A batch normalisation, a multiplication or an addition, with one number for each channel of the last axis: a function that computes it inside
 * `tf.tidy`; undefined for other operations.
 */
export function affineOfChannels(
  operation: Operation,
  outputShape: readonly number[],
): (() => Affine) | undefined {
  switch (operation.kind) {
    case 'batchNormalization': {
      const { axis, mean, variance, gamma, beta, epsilon } = operation;
      if (axis !== undefined && axis !== outputShape.length) return undefined;
      return () => {
        const inverse = rsqrt(add(variance, epsilon));
        const factor = gamma ? mul(inverse, gamma) : inverse;
        return { factor, shift: sub(beta ?? 0, mul(mean, factor)) };
      };
    }
    case 'scale': {
      const { factor } = operation;
      return isOfChannels(factor, outputShape) ? () => ({ factor: inLine(factor) }) : undefined;
    }
    case 'shift': {
      const { by } = operation;
      return isOfChannels(by, outputShape) ? () => ({ shift: inLine(by) }) : undefined;
    }
    default:
      return undefined;
  }
}

/** The layer that gives the affine function of a layer's output. */
export function withAffine<Layer extends WeightedOperation>(layer: Layer, { factor, shift }: Affine): Layer {
  const { kernel, bias } = layer;
  const scaled = bias && factor !== undefined ? mul(bias, factor) : bias;
  const moved = shift === undefined ? scaled : add(scaled ?? 0, shift);
  const channels = factor instanceof Tensor && factor.size > 1 ? factor : undefined;
  return {
    ...layer,
    ...(factor !== undefined && { kernel: mul(kernel, channels ? ofKernel(layer, channels) : factor) }),
    ...(moved !== undefined && { bias: moved }),
  };
}

/** A number per output channel, in a shape that broadcasts to the kernel. */
function ofKernel(layer: WeightedOperation, channels: Tensor): Tensor {
  const [before = 1, last = 1] = layer.kernel.shape.slice(-2);
  switch (layer.kind) {
    case 'depthwiseConvolution':
      return reshape(channels, [before, last]);
    case 'transposedConvolution':
    case 'transposedConvolution3d': {
      // The kernel ends in [out / groups, in]; the outputs of a group are those of its inputs.
      const { groups = 1 } = layer;
      const ofGroups = transpose(reshape(channels, [groups, before]));
      return reshape(tile(reshape(ofGroups, [before, groups, 1]), [1, 1, last / groups]), [before, last]);
    }
    default:
      return channels;
  }
}

const isOfChannels = (values: Tensor | number, outputShape: readonly number[]): boolean =>
  typeof values === 'number' ||
  values.size === 1 ||
  (values.size === outputShape.at(-1) && values.shape.at(-1) === values.size);

const inLine = (values: Tensor | number): Tensor | number =>
  typeof values === 'number' ? values : reshape(values, [-1]);
