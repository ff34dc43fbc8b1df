import { checkOptions } from '@csm/base';
import type { BackwardRule } from '@csm/core/extend';
import { pad, slice, type Tensor, type Tensor4D, zerosLike } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../../checks/no-options.js';
import { recordable } from '../recordable.js';

/**
 * The reference implementation's "padding trick", a rule for convolutions with SAME padding ({@link isPaddedConvolution}), and for those
 * with explicit padding, which is how ONNX and PyTorch write it: the outermost one-pixel frame of the gradient at the convolution's output
 * is zeroed before it is propagated through the convolution. An output with a side of at most 2 becomes zero.
 *
 * Padding in an operation of its own does not count, except that the reader of ONNX takes a Pad of zeros before a Conv into the convolution.
 *
 * @category Backward rules
 */
export function borderMask(options: NoOptions = {}): BackwardRule {
  checkOptions('borderMask', options, {});
  return recordable({ name: 'border mask', backward: ({ cotangent, vjp }) => vjp(withoutFrame(cotangent)) });
}

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
