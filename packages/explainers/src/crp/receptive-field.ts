import type { Graph, GraphNode, Operation } from '@csm/core/extend';
import { type Box, clipped, union, whole } from './box.js';
import { throughWindows, windowsOf } from './windows.js';

/**
 * The part of the input that one unit of a layer can depend on: the smallest box by the sizes, strides and padding of the windows between
 * them. Nodes other than convolutions, pooling and functions of each position count as depending on all their inputs.
 *
 * @param unit index along each axis of the layer's output.
 * @returns a box along the axes of the graph's input.
 */
export function receptiveField({ nodes, input }: Graph, layer: GraphNode, unit: readonly number[]): Box {
  const boxes = new Map<number, Box>([[layer.id, unit.map((index) => [index, index] as const)]]);
  for (const node of nodes.slice(0, layer.id + 1).reverse()) {
    const box = boxes.get(node.id);
    if (box === undefined || node.id === input) continue;
    for (const id of node.inputs) {
      const shape = nodes[id]?.outputShape ?? [];
      const reached = clipped(before(node, box, shape), shape);
      const known = boxes.get(id);
      boxes.set(id, known ? union(known, reached) : reached);
    }
  }
  return boxes.get(input) ?? whole(nodes[input]?.outputShape ?? []);
}

/** Functions of each number, or of the last axis of each position. */
const PER_POSITION: ReadonlySet<Operation['kind']> = new Set([
  'activation',
  'add',
  'average',
  'batchNormalization',
  'dense',
  'divide',
  'elementwise',
  'maximum',
  'minimum',
  'multiply',
  'power',
  'quantization',
  'scale',
  'shift',
  'subtract',
]);

/** The box of a node's input on which a box of its output depends. */
function before({ operation, outputShape }: GraphNode, box: Box, inputShape: readonly number[]): Box {
  const all = whole(inputShape);
  const windows = windowsOf(operation, inputShape, outputShape);
  if (windows) return throughWindows(windows, box, all);
  if (operation.kind === 'permute') {
    return all.map((range, axis) => box[operation.order.indexOf(axis + 1) - 1] ?? range);
  }
  if (operation.kind === 'padding' || operation.kind === 'cropping') {
    const sign = operation.kind === 'padding' ? -1 : 1;
    return box.map(([first, last], axis) => {
      const shift = sign * (operation.margins[axis + 1]?.[0] ?? 0);
      return [first + shift, last + shift] as const;
    });
  }
  if (operation.kind === 'reshape') return sameWithoutOnes(box, outputShape, inputShape) ?? all;
  const isChannels = operation.kind === 'concatenate' && isLastAxis(operation.axis, outputShape.length);
  if ((!isChannels && !PER_POSITION.has(operation.kind)) || inputShape.length !== outputShape.length)
    return all;
  const mixed = mixesLastAxis(operation) ? all.length - 1 : undefined;
  return all.map((range, axis) =>
    axis === mixed || inputShape[axis] !== outputShape[axis] ? range : (box[axis] ?? range),
  );
}

/** Whether a number of the output depends on all of the last axis; otherwise, on one number: that axis may be the width of a picture. */
const mixesLastAxis = (operation: Operation): boolean =>
  ['concatenate', 'dense'].includes(operation.kind) ||
  (operation.kind === 'activation' && ['softmax', 'logSoftmax', 'hardmax'].includes(operation.activation));

/** @param axis counts the batch axis. */
const isLastAxis = (axis: number, rank: number): boolean => axis === rank || axis === -1;

/** The box after a reshape that only adds or removes axes of length 1; undefined for others. */
function sameWithoutOnes(box: Box, from: readonly number[], to: readonly number[]): Box | undefined {
  const kept = box.filter((_, axis) => from[axis] !== 1);
  const long = (shape: readonly number[]) => shape.filter((length) => length !== 1);
  if (`${long(from)}` !== `${long(to)}`) return undefined;
  let next = 0;
  return to.map((length) =>
    length === 1 ? ([0, 0] as const) : (kept[next++] ?? ([0, length - 1] as const)),
  );
}
