import type { Graph, GraphNode, Operation } from '@csm/core/extend';

/** The first and the last index along each axis of one sample, both included. */
export type Box = readonly (readonly [first: number, last: number])[];

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

const whole = (shape: readonly number[]): Box => shape.map((length) => [0, length - 1] as const);

const clipped = (box: Box, shape: readonly number[]): Box =>
  box.map(([first, last], axis) => {
    const end = (shape[axis] ?? 1) - 1;
    return [Math.min(end, Math.max(0, first)), Math.max(0, Math.min(end, last))] as const;
  });

const union = (a: Box, b: Box): Box =>
  a.map(([first, last], axis) => {
    const [otherFirst, otherLast] = b[axis] ?? [first, last];
    return [Math.min(first, otherFirst), Math.max(last, otherLast)] as const;
  });

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

interface Windows {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Number of padded cells before the first one, along each axis. */
  readonly before: readonly number[];
}

/** The windows along the spatial axes; undefined if the operation has none. */
function windowsOf(
  operation: Operation,
  inputShape: readonly number[],
  outputShape: readonly number[],
): Windows | undefined {
  switch (operation.kind) {
    case 'convolution':
    case 'depthwiseConvolution':
    case 'convolution3d': {
      const { kernel, strides, dilations, padding } = operation;
      const sizes = kernel.shape.slice(0, strides.length);
      return padded({ sizes, strides, dilations }, padding, inputShape, outputShape);
    }
    case 'convolution1d': {
      const { kernel, stride, dilation = 1, padding } = operation;
      const windows = { sizes: kernel.shape.slice(0, 1), strides: [stride], dilations: [dilation] };
      return padded(windows, padding, inputShape, outputShape);
    }
    case 'maxPool':
    case 'averagePool': {
      if (operation.global) return undefined;
      const { size, strides, dilations, padding } = operation;
      return padded({ sizes: size, strides, dilations }, padding, inputShape, outputShape);
    }
    default:
      return undefined;
  }
}

function padded(
  given: { sizes: readonly number[]; strides: readonly number[]; dilations?: readonly number[] | undefined },
  padding: 'same' | 'valid' | readonly (readonly [number, number])[],
  inputShape: readonly number[],
  outputShape: readonly number[],
): Windows {
  // A sequence is pooled as an image of width 1.
  const axes = Math.min(given.sizes.length, inputShape.length - 1);
  const from = inputShape.length - 1 - axes;
  const [sizes, strides] = [given.sizes.slice(0, axes), given.strides.slice(0, axes)];
  const dilations = sizes.map((_, i) => given.dilations?.[i] ?? 1);
  const before = sizes.map((size, i) => {
    if (padding === 'valid') return 0;
    if (padding !== 'same') return padding[i]?.[0] ?? 0;
    const reach = (size - 1) * (dilations[i] ?? 1) + 1;
    const covered = ((outputShape[from + i] ?? 1) - 1) * (strides[i] ?? 1) + reach;
    return Math.floor(Math.max(0, covered - (inputShape[from + i] ?? 1)) / 2);
  });
  return { sizes, strides, dilations, before };
}

function throughWindows({ sizes, strides, dilations, before }: Windows, box: Box, all: Box): Box {
  const from = all.length - 1 - sizes.length;
  return all.map((range, axis) => {
    const i = axis - from;
    const [first, last] = box[axis] ?? range;
    const [size, stride = 1, dilation = 1, margin = 0] = [sizes[i], strides[i], dilations[i], before[i]];
    // Other axes are joined with the samples, except the channels.
    if (size === undefined) return i < 0 ? ([first, last] as const) : range;
    return [first * stride - margin, last * stride - margin + (size - 1) * dilation] as const;
  });
}

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
