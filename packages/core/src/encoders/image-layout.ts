import { checkLayout, type ImageLayout, invalidArgument } from '@csm/base';
import type { Graph, GraphNode } from '../graph/graph.js';
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

/** Whether the output has the axes of the input: an operation on each number, or one that keeps the number of axes. */
function keepsAxes({ operation, outputShape }: GraphNode, from: GraphNode | undefined): boolean {
  if (operation.kind === 'padding' || operation.kind === 'cropping') return true;
  return operation.kind !== 'dense' && `${outputShape}` === `${from?.outputShape}`;
}
