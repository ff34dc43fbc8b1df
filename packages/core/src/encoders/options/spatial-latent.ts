import { type ImageLayout, invalidArgument, size, unsupportedModel } from '@csm/base';
import type { GraphNode } from '../../graph/graph.js';
import type { Operation } from '../../graph/operation.js';
import type { SpatialLatent } from '../encoder-options.js';

/** How a spatial latent becomes `[batch, n]`. */
export interface Flattening {
  readonly latent: SpatialLatent | undefined;
  /** The layout of a latent of this shape, if it is known. */
  layoutOf(node: GraphNode): ImageLayout | undefined;
}

/**
 * Adds the nodes that select channels of a latent and make it `[batch, n]`.
 * @returns the last node.
 * @throws if the latent is spatial and the option `latent` is missing, or it is not known which axis has the channels.
 */
export function flattened(
  caller: string,
  nodes: GraphNode[],
  node: GraphNode,
  name: string,
  columns: readonly [number, number] | undefined,
  flattening: Flattening,
): GraphNode {
  const { latent } = flattening;
  const shape: readonly (number | null)[] = node.outputShape;
  if (shape.some((length) => length === null)) throw openLatent(caller, name, shape);
  if (shape.length === 1) {
    if (latent !== undefined && latent !== 'flatten') throw notSpatial(caller, name, shape);
    return columns ? cut(caller, nodes, node, name, columns) : node;
  }
  if (latent === undefined) throw withoutOption(caller, name, shape);
  const places =
    latent === 'flatten' && columns === undefined ? [] : placesOf(caller, name, node, flattening);
  const channels = columns ? channelsOf(caller, nodes, node, name, columns, places) : node;
  if (latent === 'flatten')
    return add(nodes, channels, 'flatten', reshapeTo([size(channels.outputShape)]), [
      size(channels.outputShape),
    ]);
  return pooled(nodes, channels, places, methodOf(latent));
}

function methodOf(latent: Exclude<SpatialLatent, 'flatten'>): 'mean' | 'max' {
  if (typeof latent === 'string') return latent;
  return 'mean' in latent ? 'mean' : 'max';
}

/** The axes of the places, counted without the batch. */
function placesOf(
  caller: string,
  name: string,
  node: GraphNode,
  { latent, layoutOf }: Flattening,
): readonly number[] {
  const { outputShape } = node;
  const last = outputShape.length - 1;
  if (typeof latent === 'object') {
    const axes = 'mean' in latent ? latent.mean : latent.max;
    if (axes.length <= last && axes.every((axis) => axis <= last)) return axes;
    throw invalidArgument(
      `${caller}: latent must name some of the axes 0 to ${last} of "${name}" of shape [batch,${outputShape}], counted without the batch; got [${axes}].`,
    );
  }
  const layout = layoutOf(node);
  if (layout === undefined) {
    throw invalidArgument(
      `${caller}: the axes of the places of "${name}" of shape [batch,${outputShape}] are unknown; pass { layout: 'channelsLast' } or ` +
        `{ layout: 'channelsFirst' }, or their numbers, such as { latent: { mean: [0] } }.`,
    );
  }
  const axes = outputShape.map((_, axis) => axis);
  return layout === 'channelsFirst' ? axes.slice(1) : axes.slice(0, -1);
}

/** Some channels of a latent, all of whose other axes are places. */
function channelsOf(
  caller: string,
  nodes: GraphNode[],
  node: GraphNode,
  name: string,
  columns: readonly [number, number],
  places: readonly number[],
): GraphNode {
  const { outputShape } = node;
  const [axis, ...others] = outputShape.map((_, i) => i).filter((i) => !places.includes(i));
  if (axis === undefined || others.length > 0) {
    throw invalidArgument(
      `${caller}: columns need one axis of channels; "${name}" of shape [batch,${outputShape}] has ${others.length + 1}.`,
    );
  }
  checkColumns(caller, name, 'channels', columns, outputShape[axis] ?? 0);
  const order = [axis, ...outputShape.map((_, i) => i).filter((i) => i !== axis)];
  const first = permuted(nodes, node, order);
  const [from, to] = columns;
  const [, ...rest] = first.outputShape;
  const shape = [to - from, ...rest];
  const some = add(
    nodes,
    first,
    `${name}[${from}:${to}]`,
    { kind: 'slice', start: from * size(rest), shape },
    shape,
  );
  return permuted(
    nodes,
    some,
    outputShape.map((_, i) => order.indexOf(i)),
  );
}

function pooled(
  nodes: GraphNode[],
  node: GraphNode,
  places: readonly number[],
  method: 'mean' | 'max',
): GraphNode {
  const kept = node.outputShape.map((_, i) => i).filter((i) => !places.includes(i));
  const last = permuted(nodes, node, [...places, ...kept]);
  const channels = size(kept.map((i) => node.outputShape[i] ?? 1));
  const shape = [size(last.outputShape) / channels, channels];
  const inLine = kept.length === 1 ? last : add(nodes, last, 'places', reshapeTo(shape), shape);
  const kind = method === 'max' ? 'maxPool' : 'averagePool';
  return add(nodes, inLine, method, { kind, global: true }, [channels]);
}

function permuted(nodes: GraphNode[], node: GraphNode, order: readonly number[]): GraphNode {
  if (order.every((from, to) => from === to)) return node;
  const operation: Operation = { kind: 'permute', order: [0, ...order.map((axis) => axis + 1)] };
  return add(
    nodes,
    node,
    'permute',
    operation,
    order.map((axis) => node.outputShape[axis] ?? 1),
  );
}

function cut(
  caller: string,
  nodes: GraphNode[],
  node: GraphNode,
  name: string,
  columns: readonly [number, number],
): GraphNode {
  checkColumns(caller, name, 'columns', columns, node.outputShape[0] ?? 0);
  const [from, to] = columns;
  return add(
    nodes,
    node,
    `${name}[${from}:${to}]`,
    { kind: 'slice', start: from, shape: [to - from] },
    [to - from],
    '',
  );
}

function add(
  nodes: GraphNode[],
  node: GraphNode,
  part: string,
  operation: Operation,
  outputShape: readonly number[],
  prefix = `${node.name}/`,
): GraphNode {
  const added = { id: nodes.length, name: `${prefix}${part}`, operation, inputs: [node.id], outputShape };
  nodes.push(added);
  return added;
}

const reshapeTo = (shape: readonly number[]): Operation => ({ kind: 'reshape', shape });

function checkColumns(
  caller: string,
  name: string,
  what: string,
  [from, to]: readonly [number, number],
  count: number,
): void {
  if ([from, to].every(Number.isInteger) && from >= 0 && to > from && to <= count) return;
  throw invalidArgument(
    `${caller}: columns must be [first, end], end not included, of the ${count} ${what} of "${name}"; got [${[from, to]}].`,
  );
}

function withoutOption(caller: string, name: string, shape: readonly unknown[]): Error {
  return unsupportedModel(
    `${caller}: the latent must have shape [batch, n]; the output of "${name}" has shape [${['batch', ...shape]}]; pass { latent: 'flatten' }, ` +
      "'mean' or 'max', or name another layer with { output }.",
  );
}

function openLatent(caller: string, name: string, shape: readonly (number | null)[]): Error {
  const lengths = shape.map((length) => length ?? 'any');
  return unsupportedModel(
    `${caller}: the latent must have a fixed shape; the output of "${name}" has shape [${['batch', ...lengths]}]; pass the shape of the ` +
      'input with { inputShape }.',
  );
}

function notSpatial(caller: string, name: string, shape: readonly unknown[]): Error {
  return invalidArgument(
    `${caller}: latent 'mean' and 'max' are for spatial latents; the output of "${name}" has shape [${['batch', ...shape]}]; leave latent out.`,
  );
}
