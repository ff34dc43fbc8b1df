import type { Constant } from '../../../model/onnx-model.js';
import type { Reading } from '../../reading.js';

/** Indices into an axis, counted from its start. @throws if one is outside of the axis. */
export function indicesInto(at: Reading, indices: ArrayLike<number>, length: number): number[] {
  return Array.from(indices, (index) => {
    const found = index < 0 ? index + length : index;
    if (found >= 0 && found < length) return found;
    throw at.refuse(`expected indices from ${-length} to ${length - 1}; got ${index}.`);
  });
}

/** An input that must hold constant indices. @throws if it is left out. */
export function constantIndices(at: Reading, i: number): Constant {
  const found = at.constant(i);
  if (found) return found;
  throw at.refuse(`expected indices as input ${i}; it is left out.`);
}

/** Row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (shape[i + 1] ?? 1);
  return strides;
}

/** The coordinates of an element by its position in row-major order. */
export function coordinates(
  position: number,
  shape: readonly number[],
  strides = stridesOf(shape),
): number[] {
  return shape.map((length, axis) => Math.floor(position / (strides[axis] ?? 1)) % length);
}
