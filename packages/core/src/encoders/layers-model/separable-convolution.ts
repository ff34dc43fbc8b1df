import { field, hasSimplePadding, type Layer, weight } from '../../graph/operation-kind.js';
import type { Convolution } from '../../graph/operations/convolution.js';
import type { DepthwiseConvolution } from '../../graph/operations/depthwise-convolution.js';

/**
 * A separable convolution as two operations: a depthwise convolution, then one with a 1 × 1 kernel. With channels first, the
 * layer runs as a whole, because it applies its activation before it moves the channels back.
 */
export function separableConvolution(layer: Layer): [DepthwiseConvolution, Convolution] | undefined {
  const plain = hasSimplePadding(layer) && field(layer, 'dataFormat') === 'channelsLast';
  if (layer.getClassName() !== 'SeparableConv2D' || !plain) return undefined;
  const bias = weight(layer, 'bias');
  return [
    {
      kind: 'depthwiseConvolution',
      strides: field(layer, 'strides'),
      padding: field(layer, 'padding'),
      dilations: field(layer, 'dilationRate'),
      kernel: weight(layer, 'depthwiseKernel')!,
    },
    {
      kind: 'convolution',
      strides: [1, 1],
      padding: 'valid',
      kernel: weight(layer, 'pointwiseKernel')!,
      ...(bias && { bias }),
    },
  ];
}
