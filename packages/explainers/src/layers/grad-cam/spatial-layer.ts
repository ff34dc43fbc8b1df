import { invalidArgument, unsupportedModel } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { GraphNode } from '@csm/core/extend';
import { checkPictures } from '../../checks/check-pictures.js';
import { isConvolution } from '../../rules/weighted-layers.js';
import { layerNode, layerNodes } from '../layer-names.js';

/** A layer whose outputs are maps, and where the axes of the input are. */
export interface SpatialLayer {
  readonly layer: string;
  /** The input's size along its spatial axes. */
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
  const { outputShape } = layerNode(caller, encoder, layer);
  const { inputShape, layout } = encoder;
  const axes = outputShape.length - 1;
  const isPicture = inputShape.length === 3;
  const order = isPicture ? checkPictures(caller, encoder) : (layout ?? orderOfAxes(encoder));
  const first = order === 'channelsFirst';
  if (axes > 0 && inputShape.length === axes && hasAddedChannel(encoder)) {
    return { layer, size: inputShape, channels: 1, channelAxis: undefined };
  }
  if (axes > 0 && inputShape.length === axes + 1) {
    const size = first ? inputShape.slice(1) : inputShape.slice(0, -1);
    const channels = (first ? inputShape[0] : inputShape.at(-1)) ?? 1;
    return { layer, size, channels, channelAxis: first ? 1 : axes + 1 };
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

/** Channels come first in signals and volumes if the encoder moves them to the end. */
function orderOfAxes(encoder: Encoder): 'channelsFirst' | 'channelsLast' {
  const moved = afterInput(encoder).some(
    ({ operation }) => operation.kind === 'permute' && operation.order.at(-1) === 1,
  );
  return moved ? 'channelsFirst' : 'channelsLast';
}

function lastConvolution(caller: string, encoder: Encoder): string {
  const last = [...layerNodes(caller, encoder)].findLast(([, node]) => isConvolution(node));
  if (last !== undefined) return last[0];
  throw unsupportedModel(
    `${caller}: the encoder has no convolution; pass { layer }, the name of a layer with the spatial axes of the input.`,
  );
}
