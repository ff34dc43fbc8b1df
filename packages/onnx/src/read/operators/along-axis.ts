import type { Operation } from '@csm/core/extend';
import type { ElementType } from '../../model/onnx-model.js';
import { replaced } from '../axes.js';
import { hasSamples, nodeAxis, singleAxis } from '../layout.js';
import type { Reading } from '../reading.js';
import type { Value } from '../value.js';

/**
 * Adds an operation that works along one of ONNX's axes.
 * @param operation makes the operation for the axis of the node's tensor, counted with the samples, and the number of axes of that tensor.
 * @param length of the axis afterwards.
 */
export function addAlong(
  at: Reading,
  value: Value,
  axis: number,
  length: number,
  operation: (axis: number, rank: number) => Operation,
  { part, type = value.type }: { part?: string | undefined; type?: ElementType | undefined } = {},
): Value {
  const single = singleAxis(at, value, axis);
  const own = nodeAxis(at, single, axis);
  const before = at.outputShape(single);
  return at.add(
    operation(own, before.length + 1),
    [single],
    {
      outputShape: replaced(before, own - 1, length),
      shape: replaced(single.shape, axis, length),
      axes: single.axes,
      type,
    },
    part,
  );
}

/** The value without one of ONNX's axes, whose length is 1. */
export function withoutAxis(value: Value, axis: number): Value {
  return { ...value, shape: replaced(value.shape, axis), axes: replaced(value.axes, axis) };
}

/** The entries with some indices along one of ONNX's axes; adds no node if these are all of them, in order. */
export function takenAlong(
  at: Reading,
  value: Value,
  axis: number,
  indices: readonly number[],
  part?: string,
): Value {
  const length = value.shape[axis] ?? 1;
  const [first = 0] = indices;
  const isRun = indices.every((index, i) => index === first + i);
  if (isRun && indices.length === length) return value;
  if (hasSamples(value, axis)) throw at.mixesSamples();
  const after = length - first - indices.length;
  return addAlong(
    at,
    value,
    axis,
    indices.length,
    (own, rank) =>
      isRun
        ? {
            kind: 'cropping',
            margins: Array.from({ length: rank }, (_, i) => (i === own ? [first, after] : [0, 0])),
          }
        : { kind: 'gather', axis: own, indices },
    { part },
  );
}
