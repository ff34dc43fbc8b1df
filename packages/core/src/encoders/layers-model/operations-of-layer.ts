import { type Operation, operationOfLayer } from '../../graph/operation.js';
import { field, type Layer, type LayerCall } from '../../graph/operation-kind.js';
import { activationOfLayer } from '../../graph/operations/activation.js';
import {
  hasActivationLast,
  namesItself,
  opaque,
  withoutActivation,
} from '../../graph/operations/opaque-layer.js';
import { separableConvolution } from './separable-convolution.js';

/** One of the operations that a layer consists of. */
export interface LayerStep {
  readonly operation: Operation;
  /** With the batch axis. */
  readonly outputShape: Shape;
}

type Shape = readonly (number | null)[];

/**
 * The operations that a layer consists of, in the order in which they run: the layer's main operation, then its
 * activation if it has one.
 */
export function operationsOfLayer(layer: Layer, call: LayerCall): LayerStep[] {
  const { outputShape } = call;
  const asAWhole = [{ operation: opaque(layer, call), outputShape }];
  const after = activationOfLayer(layer);
  if (!namesItself(layer)) return asAWhole;
  const own = isChannelsFirst(layer, call) ? inChannelsLast(layer, call) : ownSteps(layer, call);
  if (own?.[0]?.operation.kind === 'activation') return own;
  if (after === 'none') return own ?? asAWhole;
  if (after === 'other') return asAWhole;
  if (own) return [...own, { operation: after, outputShape }];
  if (!hasActivationLast(layer)) return asAWhole;
  return [
    { operation: opaque(withoutActivation(layer), call), outputShape },
    { operation: after, outputShape },
  ];
}

function ownSteps(layer: Layer, call: LayerCall): LayerStep[] | undefined {
  const { outputShape } = call;
  const separable = separableConvolution(layer);
  if (separable) {
    const [, , channels = 1, multiplier = 1] = separable[0].kernel.shape;
    const between = [...outputShape.slice(0, -1), channels * multiplier];
    return separable.map((operation, i) => ({ operation, outputShape: i === 0 ? between : outputShape }));
  }
  const operation = operationOfLayer(layer, call);
  return operation && [{ operation, outputShape }];
}

/** Whether a layer reads or flattens images whose channels are the first axis after the batch. */
function isChannelsFirst(layer: Layer, { inputShapes: [shape] }: LayerCall): boolean {
  const reads = shape?.length === 4 || layer.getClassName() === 'Flatten';
  return reads && field(layer, 'dataFormat') === 'channelsFirst';
}

/** Converts a layer for channels-first images to a channels-last layer between two permutations. */
function inChannelsLast(layer: Layer, { inputShapes, outputShape }: LayerCall): LayerStep[] | undefined {
  const last = ([batch = null, channels = null, ...sides]: Shape): Shape => [batch, ...sides, channels];
  const image = outputShape.length === 4;
  const own = ownSteps(layer, {
    inputShapes: inputShapes.map(last),
    outputShape: image ? last(outputShape) : outputShape,
  });
  if (own === undefined) return undefined;
  const [inputShape = []] = inputShapes;
  const axes = inputShape.map((_, axis) => axis);
  const toLast: Operation = { kind: 'permute', order: [0, ...axes.slice(2), 1] };
  const toFirst: Operation = { kind: 'permute', order: [0, 3, 1, 2] };
  return [
    { operation: toLast, outputShape: last(inputShape) },
    ...own,
    ...(image ? [{ operation: toFirst, outputShape }] : []),
  ];
}
