import { size } from '@csm/base';
import type { Constant } from '../../../model/onnx-model.js';
import { axisOf, replaced } from '../../axes.js';
import { reshaped } from '../../layout.js';
import type { OperatorReader, Reading } from '../../reading.js';
import { markNotConstant } from '../../refusals.js';
import { rowMajorStrides } from '../../strided.js';
import { isConstant, type Value } from '../../value.js';
import { takenAlong, withoutAxis } from '../along-axis.js';
import { coordinates, indicesInto } from './indices.js';

/** Gather: constant indices along an axis, or rows of a constant table, as in an embedding. */
export const gather: OperatorReader = (at) => {
  const data = at.operand(0) ?? at.value(0);
  const axis = axisOf(at, at.number('axis', 0), data.shape.length);
  const indices = at.operand(1) ?? at.value(1);
  if (isConstant(indices)) return byConstantIndices(at, at.value(0), axis, indices);
  if (isConstant(data)) return fromTable(at, data, axis, indices);
  throw markNotConstant(
    at.refuse("expected constant indices or a constant table; both depend on the model's inputs."),
  );
};

function byConstantIndices(at: Reading, value: Value, axis: number, { data, shape }: Constant): Value {
  const taken = takenAlong(at, value, axis, indicesInto(at, data, value.shape[axis] ?? 1));
  if (shape.length === 0) return withoutAxis(taken, axis);
  return shape.length === 1 ? taken : reshaped(at, taken, replaced(taken.shape, axis, ...shape));
}

function fromTable(at: Reading, table: Constant, axis: number, indices: Value): Value {
  const length = table.shape[axis] ?? 1;
  const rest = replaced(table.shape, axis);
  const own = at.outputShape(indices);
  const restAxes = rest.map((_, i) => [own.length + 1 + i]);
  return at.add({ kind: 'lookup', table: at.weight(rowsFirst(table, axis), [length, ...rest]) }, [indices], {
    outputShape: [...own, ...rest],
    shape: replaced(table.shape, axis, ...indices.shape),
    axes: [...restAxes.slice(0, axis), ...indices.axes, ...restAxes.slice(axis)],
    type: table.type,
  });
}

/** The numbers of a constant with one axis in front of the others. */
function rowsFirst({ data, shape }: Constant, axis: number): ArrayLike<number> {
  if (axis === 0) return data;
  const order = [
    axis,
    ...replaced(
      shape.map((_, i) => i),
      axis,
    ),
  ];
  const strides = rowMajorStrides(shape);
  const to = order.map((from) => shape[from] ?? 1);
  const toStrides = rowMajorStrides(to);
  return Float32Array.from({ length: size(shape) }, (_, position) => {
    const place = coordinates(position, to, toStrides);
    return data[place.reduce((sum, at, i) => sum + at * (strides[order[i] ?? 0] ?? 1), 0)] ?? 0;
  });
}
