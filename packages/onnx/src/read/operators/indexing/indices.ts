import type { Constant } from '../../../model/onnx-model.js';
import { indexOf } from '../../axes.js';
import type { Reading } from '../../reading.js';
import { rowMajorStrides } from '../../strided.js';

/** Indices into an axis, counted from its start. @throws if one is outside of the axis. */
export function indicesInto(at: Reading, indices: ArrayLike<number>, length: number): number[] {
  return Array.from(indices, (index) => indexOf(at, index, length));
}

/** An input that must hold constant indices. @throws if it is left out. */
export function constantIndices(at: Reading, i: number): Constant {
  const found = at.constant(i);
  if (found) return found;
  throw at.refuse(`expected indices as input ${i}; it is left out.`);
}

/** The coordinates of an element by its position in row-major order. */
export function coordinates(
  position: number,
  shape: readonly number[],
  strides = rowMajorStrides(shape),
): number[] {
  return shape.map((length, axis) => Math.floor(position / (strides[axis] ?? 1)) % length);
}
