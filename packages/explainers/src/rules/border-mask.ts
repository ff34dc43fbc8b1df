import type { BackwardRule, GraphNode } from '@csm/core';
import { pad, slice, type Tensor, type Tensor4D, zerosLike } from '@tensorflow/tfjs-core';

/** Whether a node is a convolution with SAME padding, where the mask applies. */
export function isPaddedConvolution({ operation }: GraphNode): boolean {
  return operation.kind === 'convolution' && operation.padding === 'same';
}

/**
 * The reference implementation's "padding trick": the outermost one-pixel frame of the gradient at a SAME
 * convolution's output is zeroed before it goes through the convolution. An output of side 2 or less becomes zero.
 */
export const borderMask: BackwardRule = {
  name: 'border mask',
  backward: ({ cotangent, vjp }) => vjp(withoutFrame(cotangent)),
};

function withoutFrame(image: Tensor): Tensor {
  const [, height = 0, width = 0] = image.shape;
  if (height <= 2 || width <= 2) return zerosLike(image);
  const inside = slice(image as Tensor4D, [0, 1, 1, 0], [-1, height - 2, width - 2, -1]);
  return pad(inside, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ]);
}
