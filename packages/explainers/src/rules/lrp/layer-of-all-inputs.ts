import type { BackwardStep } from '@csm/core/extend';
import { pad, slice, type Tensor } from '@tensorflow/tfjs-core';
import { sole } from '../sole.js';
import type { WeightedOperation } from '../weighted-layers.js';
import { layerWith, type WeightedLayer, weightedOperation } from './contributions.js';

/** A layer whose input has the cells that the model adds, and what removes them. */
export interface LayerOfAllInputs extends WeightedLayer {
  /** The part of a tensor like x that belongs to the layer's input. The relevance of the added cells is lost. */
  inner(relevance: Tensor): Tensor;
}

/**
 * The layer at a rule's node, for rules that give relevance to inputs whatever their value: zeros that an operation of the model puts around the
 * input are inputs, and not padding. Call inside `tf.tidy`.
 * @throws if the node is no convolution or dense layer; the error begins with the rule's name.
 */
export function layerOfAllInputs(rule: string, step: BackwardStep): LayerOfAllInputs {
  const operation = weightedOperation(rule, step);
  const zeros = 'inputZeros' in operation ? operation.inputZeros : undefined;
  if (zeros === undefined) return { ...layerWith(rule, step, operation), inner: (relevance) => relevance };
  const x = sole(rule, step, step.inputs);
  const margins = Array.from({ length: x.rank }, (_, axis): [number, number] => {
    const [before, after] = zeros[axis - (x.rank - 1 - zeros.length)] ?? [0, 0];
    return [before, after];
  });
  return {
    ...layerWith(rule, { ...step, inputs: [pad(x, margins)] }, withoutPadding(operation, zeros)),
    inner: (relevance) =>
      slice(
        relevance,
        margins.map(([before]) => before),
        x.shape,
      ),
  };
}

/** The operation with less padding. */
function withoutPadding(
  operation: WeightedOperation,
  zeros: readonly (readonly [number, number])[],
): WeightedOperation {
  if (!('padding' in operation) || typeof operation.padding === 'string') return operation;
  const padding = operation.padding.map(([before, after], axis) => {
    const [fewer = 0, less = 0] = zeros[axis] ?? [];
    return [before - fewer, after - less];
  });
  return { ...operation, padding } as unknown as WeightedOperation;
}
