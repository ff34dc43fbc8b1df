import { size } from '@csm/base';
import { hasSamples, inOnnxOrder, ownAxes, reshaped } from '../../layout.js';
import type { Reading } from '../../reading.js';
import type { Value } from '../../value.js';

/** A value as a matrix `[rows, size of a row]`, one axis of the node's tensor each. */
export function asRows(at: Reading, value: Value, rows: number): Value {
  if (value.shape.some((_, axis) => hasSamples(value, axis))) throw at.mixesSamples();
  const shape = [rows, size(value.shape) / rows];
  const { id, type } = inOnnxOrder(at, value);
  const inOrder = { id, type, shape: value.shape, axes: ownAxes(value.shape) };
  if (`${at.outputShape(inOrder)}` === `${shape}`) return { id, type, shape, axes: ownAxes(shape) };
  return at.add(
    { kind: 'reshape', shape },
    [inOrder],
    { outputShape: shape, shape, axes: ownAxes(shape), type },
    'rows',
  );
}

/** Rows of a matrix of {@link asRows}, in the shape of the result. */
export function takenRows(
  at: Reading,
  rows: Value,
  indices: readonly number[],
  shape: readonly number[],
): Value {
  const outputShape = [indices.length, rows.shape[1] ?? 1];
  const taken = at.add({ kind: 'gather', axis: 1, indices }, [rows], {
    outputShape,
    shape: outputShape,
    axes: ownAxes(outputShape),
  });
  return reshaped(at, taken, shape);
}
