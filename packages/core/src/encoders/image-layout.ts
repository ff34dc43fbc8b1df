import { checkLayout, type ImageLayout, invalidArgument } from '@csm/base';
import type { Graph, GraphNode } from '../graph/graph.js';
import type { Operation } from '../graph/operation.js';
import { field } from '../graph/operation-kind.js';
import type { EncoderOptions } from './encoder-options.js';

/**
 * The layout of a graph's images, if the operations that read them show it: convolutions, pooling and upsampling take channels
 * last, so a permutation before them shows channels first. Absent if there is no such operation, or if they disagree.
 */
export function layoutOfGraph({ nodes, input }: Graph): ImageLayout | undefined {
  if (nodes[input]?.outputShape.length !== 3) return undefined;
  /** For each node that holds the input's values or some function of each: where its axes come from, batch included. */
  const axesOf = new Map<number, readonly number[]>([[input, [0, 1, 2, 3]]]);
  const found = new Set<number>();
  for (const node of nodes) {
    for (const from of node.inputs) {
      const axes = axesOf.get(from);
      if (axes === undefined) continue;
      const channels = channelAxis(node);
      if (channels !== undefined) found.add(axes[channels] ?? 0);
      else if (node.operation.kind === 'permute') {
        axesOf.set(
          node.id,
          node.operation.order.map((axis) => axes[axis] ?? 0),
        );
      } else if (keepsAxes(node, nodes[from])) axesOf.set(node.id, axes);
    }
  }
  const [axis] = found;
  if (found.size !== 1 || (axis !== 1 && axis !== 3)) return undefined;
  return axis === 3 ? 'channelsLast' : 'channelsFirst';
}

/**
 * The layout of the output of a graph, if the operation on images that it comes from shows it. It may differ from the layout of the input:
 * a model of channels-last images may compute channels first inside.
 */
export function layoutOfOutput({ nodes, output }: Graph): ImageLayout | undefined {
  let node: GraphNode | undefined = nodes[output];
  if (node?.outputShape.length !== 3) return undefined;
  /** The axes of the node, in the order of the output's. */
  let axes: readonly number[] = [0, 1, 2, 3];
  while (node !== undefined) {
    const channels = channelAxis(node);
    if (channels !== undefined) {
      const axis = axes.indexOf(channels);
      if (axis === 3) return 'channelsLast';
      return axis === 1 ? 'channelsFirst' : undefined;
    }
    const current: GraphNode = node;
    const { operation, inputs } = current;
    const sources: (GraphNode | undefined)[] = inputs.map((id) => nodes[id]);
    if (operation.kind === 'permute') {
      axes = axes.map((axis) => operation.order[axis] ?? 0);
      node = sources[0];
    } else if (operation.kind === 'reshape') {
      const [from] = sources;
      const moved = movedAxes(from?.outputShape ?? [], current.outputShape);
      axes = moved ? axes.map((axis) => moved[axis] ?? 0) : [];
      node = moved && from;
    } else node = sources.find((from) => keepsAxes(current, from));
  }
  return undefined;
}

/**
 * A permutation that moves only an axis of length 1 is a reshape.
 * @returns for each axis of the output, batch included, the axis of the input; undefined if it is not such a reshape.
 */
function movedAxes(from: readonly number[], to: readonly number[]): readonly number[] | undefined {
  const axesOf = (shape: readonly number[], isOne: boolean) =>
    shape.flatMap((length, axis) => ((length === 1) === isOne ? [axis] : []));
  const [ones, others] = [axesOf(from, true), axesOf(from, false)];
  const kept = axesOf(to, false);
  const isSame = from.length === to.length && `${others.map((i) => from[i])}` === `${kept.map((i) => to[i])}`;
  if (!isSame || ones.length > 1) return undefined;
  return [0, ...to.map((length, axis) => 1 + ((length === 1 ? ones[0] : others[kept.indexOf(axis)]) ?? 0))];
}

/**
 * Checks the layout that the user gives.
 * @throws if it is given for inputs that are not images, and no other option needs to know where the channels are.
 */
export function imageLayout(
  caller: string,
  given: ImageLayout | undefined,
  inputShape: readonly number[],
  { latent, normalise }: Pick<EncoderOptions, 'latent' | 'normalise'> = {},
): ImageLayout | undefined {
  checkLayout(caller, given);
  if (given === undefined || inputShape.length === 3 || latent !== undefined || normalise !== undefined)
    return given;
  throw invalidArgument(
    `${caller}: layout is for images with three axes; the inputs have shape [${inputShape.join(', ')}]; leave it out.`,
  );
}

/** The axis that an operation on images takes for the channels; undefined for other operations. */
function channelAxis({ operation }: GraphNode): 1 | 3 | undefined {
  switch (operation.kind) {
    case 'convolution':
    case 'depthwiseConvolution':
    case 'transposedConvolution':
    case 'upsampling':
    case 'maxPool':
    case 'averagePool':
      return 3;
    case 'layer': {
      const format = field(operation.layer, 'dataFormat');
      if (format === 'channelsFirst') return 1;
      return format === 'channelsLast' ? 3 : undefined;
    }
    default:
      return undefined;
  }
}

/** Operations that change lengths, and neither the number of axes nor their order. */
const RESIZING: readonly Operation['kind'][] = ['concatenate', 'cropping', 'padding', 'resample', 'slice'];

/** Whether the output has the axes of the input: an operation on each number, or one that keeps the number of axes. */
function keepsAxes({ operation, outputShape }: GraphNode, from: GraphNode | undefined): boolean {
  if (RESIZING.includes(operation.kind)) return outputShape.length === from?.outputShape.length;
  return operation.kind !== 'dense' && `${outputShape}` === `${from?.outputShape}`;
}
