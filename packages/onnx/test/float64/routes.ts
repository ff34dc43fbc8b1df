import { size } from '@csm/base';
import type { GraphNode } from '@csm/core/extend';
import { placeOf, positionOf } from '../../../../test/array-places.js';

/** Where an output comes from: the number of the node's input, and the index in it. */
export type Route = readonly [from: number, input: number];

/** For each output of a node that only copies numbers, where it comes from; undefined for other nodes. */
export function routesOf(
  { operation, outputShape }: GraphNode,
  shapes: readonly (readonly number[])[],
): Route[] | undefined {
  const outputs = Array.from({ length: size(outputShape) }, (_, i) => i);
  const [shape = []] = shapes;
  // Operations count their axes from that of the samples.
  const moved = (from: (indices: number[]) => number[]) =>
    outputs.map((i): Route => [0, positionOf(from([0, ...placeOf(i, outputShape)]).slice(1), shape)]);
  switch (operation.kind) {
    case 'reshape':
      return outputs.map((i) => [0, i]);
    case 'permute':
      return moved((indices) => operation.order.map((_, axis) => indices[operation.order.indexOf(axis)]!));
    case 'cropping':
      return moved((indices) => indices.map((index, axis) => index + operation.margins[axis]![0]));
    case 'gather':
      return moved((indices) =>
        indices.map((index, axis) => (axis === operation.axis ? operation.indices[index]! : index)),
      );
    case 'concatenate':
      if (outputShape.length > 1) throw new Error('float64: only concatenation of vectors is written down.');
      return shapes.flatMap((each, from) => Array.from({ length: size(each) }, (_, i): Route => [from, i]));
    default:
      return undefined;
  }
}
