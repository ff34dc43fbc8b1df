import { invalidArgument, unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { GraphNode } from '@csm/core/extend';
import { checkPictures } from '../../checks/check-pictures.js';
import { isConvolution } from '../../rules/weighted-layers.js';
import { channelsLastLayer, orderOfInputs } from '../channels-last-layer.js';
import { layerNodes } from '../layer-names.js';

/** A layer whose outputs are maps, and where the axes of the input are. */
export interface SpatialLayer {
  readonly layer: string;
  /** The input's size along its spatial axes, as the layer has them: a signal may be a picture of height 1. */
  readonly size: readonly number[];
  /** Number of channels of the input. */
  readonly channels: number;
  /** The axis of channels in a batch of inputs; undefined if the inputs have none. */
  readonly channelAxis: number | undefined;
}

/**
 * The layer of a class activation map.
 * @param given its name. Default: the last convolution.
 * @throws if there is no such layer, or it does not have the spatial axes of the input.
 */
export function spatialLayer(caller: string, encoder: Encoder, given?: string): SpatialLayer {
  const layer = given ?? lastConvolution(caller, encoder);
  const { outputShape } = channelsLastLayer(caller, encoder, layer);
  const { inputShape } = encoder;
  const axes = outputShape.length - 1;
  const isPicture = inputShape.length === 3;
  const order = isPicture ? checkPictures(caller, encoder) : orderOfInputs(encoder);
  const first = order === 'channelsFirst';
  if (axes > 0 && inputShape.length === axes && hasAddedChannel(encoder)) {
    return { layer, size: inputShape, channels: 1, channelAxis: undefined };
  }
  const height = isSignalAsPicture(encoder, outputShape) ? [1] : [];
  if (axes > 0 && inputShape.length + height.length === axes + 1) {
    const size = [...height, ...(first ? inputShape.slice(1) : inputShape.slice(0, -1))];
    const channels = (first ? inputShape[0] : inputShape.at(-1)) ?? 1;
    return { layer, size, channels, channelAxis: first ? 1 : inputShape.length };
  }
  throw invalidArgument(
    `${caller}: expected a layer with the spatial axes of the input [${inputShape.join(', ')}]; layer "${layer}" has outputs ` +
      `[${outputShape.join(', ')}]; choose another one of layerNames(encoder), such as a convolution.`,
  );
}

/** The nodes that take the encoder's input. */
const afterInput = ({ graph }: Encoder): GraphNode[] =>
  graph?.nodes.filter(({ inputs }) => inputs.includes(graph.input)) ?? [];

/** Whether the encoder adds an axis of one channel to its input. */
function hasAddedChannel(encoder: Encoder): boolean {
  return afterInput(encoder).some(
    ({ operation, outputShape }) =>
      operation.kind === 'reshape' && `${outputShape}` === `${[...encoder.inputShape, 1]}`,
  );
}

/** Whether the encoder treats signals as pictures of height 1, as the reader of ONNX does. */
function isSignalAsPicture({ graph, inputShape }: Encoder, outputShape: readonly number[]): boolean {
  if (inputShape.length !== 2 || outputShape.length !== 3 || outputShape[0] !== 1) return false;
  const shapes = [inputShape, [...inputShape].reverse()].map((shape) => `${[1, ...shape]}`);
  const isAdded = (node: GraphNode) =>
    node.operation.kind === 'reshape' && shapes.includes(`${node.outputShape}`);
  return graph?.nodes.some(isAdded) === true;
}

function lastConvolution(caller: string, encoder: Encoder): string {
  const last = [...layerNodes(caller, encoder)].findLast(([, node]) => isConvolution(node));
  if (last !== undefined) return last[0];
  throw unsupportedModel(
    `${caller}: the encoder has no convolution; pass { layer }, the name of a layer with the spatial axes of the input.`,
  );
}
