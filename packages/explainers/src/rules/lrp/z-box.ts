import { checkRequiredOptions, invalidArgument, shown } from '@csm/base';
import { type BackwardRule, type BackwardStep, stabilise } from '@csm/core/extend';
import { add, div, mul, relu, sub, type Tensor } from '@tensorflow/tfjs-core';
import { recordable } from '../recordable.js';
import { negativePart } from './contributions.js';
import { layerOfAllInputs } from './layer-of-all-inputs.js';
import { type StabiliserOptions, stabiliserOf } from './stabiliser-options.js';

/** A limit of the inputs of a layer: a number for all, or one for each channel (feature, for vectors). */
export type BoxLimit = number | readonly number[];

/** Options of {@link zBox}. */
export interface ZBoxOptions extends StabiliserOptions {
  /** The smallest values that inputs of the layer can have. */
  readonly low: BoxLimit;
  /** The largest values that inputs of the layer can have. */
  readonly high: BoxLimit;
}

/**
 * The zᴮ-rule of layer-wise relevance propagation, for the first layer (convolution or dense) of an encoder whose inputs are bounded, as pixels are:
 * R_i = Σ_j q_ij R_j / (Σ_i q_ij ± ε), q_ij = w⁺_ij (x_i − l_i) + w⁻_ij (x_i − h_i). The bias has no share.
 *
 * Limits are those of the layer's input, in the order of its last axis: after the normalisation of pixels, if the encoder has one. Padded cells
 * are no inputs and get nothing. Values outside of the limits are allowed; q_ij then has both signs.
 *
 * Zeros that the model adds by an operation of its own before the layer, such as ONNX's `Pad`, are inputs, whose relevance is lost.
 *
 * Source: Montavon et al. 2017 (Pattern Recognition 65, doi 10.1016/j.patcog.2016.11.008).
 *
 * @throws if a limit is not finite, or a low one is not below its high one, or ε is not above 0; in the backward pass, if the numbers
 *   of limits and channels differ.
 * @category Backward rules
 */
export function zBox(
  options: ZBoxOptions,
): BackwardRule & { readonly low: BoxLimit; readonly high: BoxLimit; readonly epsilon: number } {
  checkRequiredOptions<ZBoxOptions>('zBox', options, { low: true, high: true, epsilon: true });
  const [low, high] = [limitOf('low', options.low), limitOf('high', options.high)];
  checkOrder(low, high);
  const epsilon = stabiliserOf('zBox', options);
  return recordable({
    name: 'zᴮ',
    low,
    high,
    epsilon,
    backward(step) {
      const { x, kernel, sums, back, inner } = layerOfAllInputs('zBox', step);
      const [excitatory, inhibitory] = [relu(kernel), negativePart(kernel)];
      const [aboveLow, belowHigh] = [minus(step, x, low), minus(step, x, high)];
      const total = add(sums(excitatory, aboveLow), sums(inhibitory, belowHigh));
      const ratio = div(step.cotangent, stabilise(total, epsilon));
      return [inner(add(mul(aboveLow, back(excitatory, ratio)), mul(belowHigh, back(inhibitory, ratio))))];
    },
  });
}

function minus({ node }: BackwardStep, x: Tensor, limit: BoxLimit): Tensor {
  const channels = x.shape.at(-1) ?? 1;
  if (typeof limit === 'number' || limit.length === channels) return sub(x, limit as number | number[]);
  throw invalidArgument(
    `zBox: expected one limit, or one for each of the ${channels} channels of layer "${node.name}"; got ${limit.length}.`,
  );
}

function limitOf(name: string, limit: BoxLimit): BoxLimit {
  const numbers = typeof limit === 'number' ? [limit] : limit;
  if (Array.isArray(numbers) && numbers.length > 0 && numbers.every(Number.isFinite)) {
    return typeof limit === 'number' ? limit : [...limit];
  }
  throw invalidArgument(
    `zBox: ${name} must be a finite number, or an array with one for each channel; got ${shown(limit)}.`,
  );
}

function checkOrder(low: BoxLimit, high: BoxLimit): void {
  const [lows, highs] = [[low].flat(), [high].flat()];
  const count = Math.max(lows.length, highs.length);
  for (let i = 0; i < count; i++) {
    const [a, b] = [lows.length === 1 ? lows[0] : lows[i], highs.length === 1 ? highs[0] : highs[i]];
    if (a !== undefined && b !== undefined && a < b) continue;
    throw invalidArgument(
      `zBox: each low limit must be below its high limit; limit ${i} is ${a} to ${b}; pass as many low as high limits.`,
    );
  }
}
