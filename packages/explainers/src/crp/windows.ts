import type { Operation } from '@csm/core/extend';
import type { Box } from './box.js';

/** The windows of a convolution or a pooling along its spatial axes. */
export interface Windows {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Number of padded cells before the first one, along each axis. */
  readonly before: readonly number[];
}

/** The windows along the spatial axes; undefined if the operation has none. */
export function windowsOf(
  operation: Operation,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Windows | undefined {
  switch (operation.kind) {
    case 'convolution':
    case 'depthwiseConvolution':
    case 'convolution3d': {
      const { kernel, strides, dilations, padding } = operation;
      const sizes = kernel.shape.slice(0, strides.length);
      return padded({ sizes, strides, dilations }, padding, inputShape, outputShape);
    }
    case 'convolution1d': {
      const { kernel, stride, dilation = 1, padding } = operation;
      const windows = { sizes: kernel.shape.slice(0, 1), strides: [stride], dilations: [dilation] };
      return padded(windows, padding, inputShape, outputShape);
    }
    case 'maxPool':
    case 'averagePool': {
      if (operation.global) return undefined;
      const { size, strides, dilations, padding } = operation;
      return padded({ sizes: size, strides, dilations }, padding, inputShape, outputShape);
    }
    default:
      return undefined;
  }
}

function padded(
  given: { sizes: readonly number[]; strides: readonly number[]; dilations?: readonly number[] | undefined },
  padding: 'same' | 'valid' | readonly (readonly [number, number])[],
  inputShape: readonly number[],
  outputShape: readonly number[],
): Windows {
  // A sequence is pooled as an image of width 1.
  const axes = Math.min(given.sizes.length, inputShape.length - 1);
  const from = inputShape.length - 1 - axes;
  const [sizes, strides] = [given.sizes.slice(0, axes), given.strides.slice(0, axes)];
  const dilations = sizes.map((_, i) => given.dilations?.[i] ?? 1);
  const before = sizes.map((size, i) => {
    if (padding === 'valid') return 0;
    if (padding !== 'same') return padding[i]?.[0] ?? 0;
    const reach = (size - 1) * (dilations[i] ?? 1) + 1;
    const covered = ((outputShape[from + i] ?? 1) - 1) * (strides[i] ?? 1) + reach;
    return Math.floor(Math.max(0, covered - (inputShape[from + i] ?? 1)) / 2);
  });
  return { sizes, strides, dilations, before };
}

/** The box of the inputs on which a box of outputs depends. @param all the box of all inputs. */
export function throughWindows({ sizes, strides, dilations, before }: Windows, box: Box, all: Box): Box {
  const from = all.length - 1 - sizes.length;
  return all.map((range, axis) => {
    const i = axis - from;
    const [first, last] = box[axis] ?? range;
    const [size, stride = 1, dilation = 1, margin = 0] = [sizes[i], strides[i], dilations[i], before[i]];
    // Other axes are joined with the samples, except the channels.
    if (size === undefined) return i < 0 ? ([first, last] as const) : range;
    return [first * stride - margin, last * stride - margin + (size - 1) * dilation] as const;
  });
}
