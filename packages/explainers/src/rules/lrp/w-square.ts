import { checkOptions } from '@csm/base';
import { type BackwardRule, stabilise } from '@csm/core/extend';
import { add, div, onesLike, square } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { layerOfAllInputs } from './layer-of-all-inputs.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/**
 * The w²-rule of layer-wise relevance propagation, for the first layer (convolution or dense) of an encoder whose inputs have no bounds: relevance is
 * distributed by the squared weights, R_i = Σ_j w_ij² R_j / (Σ_i w_ij² + b_j² + ε), whatever the input. The bias's share is dropped.
 *
 * Padded cells are no inputs. Relevance also passes units that are 0.
 *
 * Zeros that the model adds by an operation of its own before the layer, such as ONNX's `Pad`, are inputs, whose relevance is lost.
 *
 * Source: Montavon et al. 2017 (Pattern Recognition 65, doi 10.1016/j.patcog.2016.11.008); the bias in the denominator as in zennit.
 *
 * @throws if ε is not above 0.
 * @category Backward rules
 */
export function wSquare(options: StabiliserOptions = {}): BackwardRule & { readonly epsilon: number } {
  checkOptions<StabiliserOptions>('wSquare', options, { epsilon: true });
  const epsilon = stabiliserOf('wSquare', options);
  return recordable({
    name: 'w²',
    epsilon,
    backward(step) {
      const { x, kernel, bias, sums, back, inner } = layerOfAllInputs('wSquare', step);
      const squares = square(kernel);
      const weights = sums(squares, onesLike(x));
      const total = bias ? add(weights, square(bias)) : weights;
      return [inner(back(squares, div(step.cotangent, stabilise(total, epsilon))))];
    },
  });
}
