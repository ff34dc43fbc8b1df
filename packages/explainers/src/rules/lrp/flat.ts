import { checkOptions } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { div, onesLike } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { layerOfAllInputs } from './layer-of-all-inputs.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/**
 * The flat rule of layer-wise relevance propagation, for the first layer (convolution or dense) of an encoder: each output gives the same relevance to
 * all of the n_j inputs that it is connected to, R_i = Σ_j R_j / (n_j + ε), whatever the input and the weights.
 *
 * Padded cells are no inputs, and a weight of 0 is a connection. A dense layer gives all its inputs the same relevance.
 *
 * Zeros that the model adds by an operation of its own before the layer, such as ONNX's `Pad`, are inputs, whose relevance is lost.
 *
 * Source: Lapuschkin et al. 2019 (Nature Communications 10:1096).
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function flat(options: StabiliserOptions = {}): BackwardRule & { readonly epsilon: number } {
  checkOptions<StabiliserOptions>('flat', options, { epsilon: true });
  const epsilon = stabiliserOf('flat', options);
  return recordable({
    name: 'flat',
    epsilon,
    backward(step) {
      const { x, kernel, sums, back, inner } = layerOfAllInputs('flat', step);
      const connections = onesLike(kernel);
      const counts = sums(connections, onesLike(x));
      return [inner(back(connections, div(step.cotangent, stabilise(counts, epsilon))))];
    },
  });
}
