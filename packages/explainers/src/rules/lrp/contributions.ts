import { unsupportedModel } from '@csm/base';
import { type BackwardStep, operationForward, operationVjp } from '@csm/core/extend';
import { add, mul, neg, relu, type Tensor } from '@tensorflow/tfjs-core';
import { operationName } from '../matchers.js';
import { sole } from '../sole.js';
import { isWeighted, type WeightedOperation } from '../weighted-layers.js';

/** A layer with input x and output y = x K + b, and the same layer with other kernels. */
export interface WeightedLayer {
  readonly x: Tensor;
  readonly kernel: Tensor;
  readonly bias: Tensor | undefined;
  /** input · kernel, without a bias. */
  sums(kernel: Tensor, input: Tensor): Tensor;
  /** relevance · kernelᵀ. */
  back(kernel: Tensor, relevance: Tensor): Tensor;
}

/**
 * The layer at a rule's node. Call inside `tf.tidy`.
 * @throws if the node is no convolution or dense layer; the error begins with the rule's name.
 */
export function weightedLayer(rule: string, step: BackwardStep): WeightedLayer {
  return layerWith(rule, step, weightedOperation(rule, step));
}

/** The layer with another operation of the same outputs, and the inputs of `step`. */
export function layerWith(rule: string, step: BackwardStep, operation: WeightedOperation): WeightedLayer {
  const { inputs, output } = step;
  const { bias, ...linear } = operation;
  return {
    x: sole(rule, step, inputs),
    kernel: linear.kernel,
    bias,
    sums: (kernel, input) => operationForward({ ...linear, kernel }, [input]),
    back: (kernel, relevance) =>
      sole(rule, step, operationVjp({ ...linear, kernel }, { inputs, output }, relevance)),
  };
}

/** @throws if the node is no convolution or dense layer; the error begins with the rule's name. */
export function weightedOperation(rule: string, { node }: BackwardStep): WeightedOperation {
  if (!isWeighted(node)) {
    throw unsupportedModel(
      `${rule}: the rule applies to convolutions and dense layers; layer "${node.name}" is ${operationName(node)}; use ` +
        'layerwiseEpsilon() there.',
    );
  }
  return node.operation;
}

/** The contributions of one sign to the outputs of a layer: z_ij = w_ij x_i above 0, or below 0. */
export interface Contributions {
  /** Σ_i z_ij, and the bias where it has this sign. */
  sums(): Tensor;
  /** Σ_j z_ij s_j. */
  share(s: Tensor): Tensor;
}

/** The contributions above and below 0, for inputs of both signs. */
export function signedContributions({ x, kernel, bias, sums, back }: WeightedLayer): {
  readonly positive: Contributions;
  readonly negative: Contributions;
} {
  const [above, below] = [relu(x), negativePart(x)];
  const [excitatory, inhibitory] = [relu(kernel), negativePart(kernel)];
  const contributions = (ofAbove: Tensor, ofBelow: Tensor, ownBias: Tensor | undefined): Contributions => ({
    sums() {
      const both = add(sums(ofAbove, above), sums(ofBelow, below));
      return ownBias ? add(both, ownBias) : both;
    },
    share: (s) => add(mul(above, back(ofAbove, s)), mul(below, back(ofBelow, s))),
  });
  return {
    positive: contributions(excitatory, inhibitory, bias && relu(bias)),
    negative: contributions(inhibitory, excitatory, bias && negativePart(bias)),
  };
}

/** min(x, 0). */
export const negativePart = (x: Tensor): Tensor => neg(relu(neg(x)));
