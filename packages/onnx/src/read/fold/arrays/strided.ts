import type { Constant, Numbers } from '../../../model/onnx-model.js';
import type { Folding } from '../folding.js';
import { zeros } from './numbers-of-type.js';

/** By how much the flat index of a row-major array grows along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = (strides[axis + 1] ?? 1) * (shape[axis + 1] ?? 1);
  }
  return strides;
}

/**
 * The numbers of a constant in another arrangement: element `i` of the result along an axis is `i` strides further. A stride of 0 repeats,
 * a negative one reverses.
 */
export function strided(
  at: Folding,
  { type, data }: Constant,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Constant {
  const result = zeros(at, type, shape);
  eachOffset(shape, strides, offset, (from, to) => {
    result[to] = data[from] ?? 0;
  });
  return { type, shape, data: result };
}

/** Calls a function with the flat index of each element in its array, and with its place in the row-major order of the shape. */
export function eachOffset(
  shape: readonly number[],
  strides: readonly number[],
  offset: number,
  visit: (from: number, to: number) => void,
): void {
  const count = shape.reduce((product, length) => product * length, 1);
  const index = shape.map(() => 0);
  const last = shape.length - 1;
  let from = offset;
  for (let to = 0; to < count; to++) {
    visit(from, to);
    for (let axis = last; axis >= 0; axis--) {
      const [length = 1, stride = 0] = [shape[axis], strides[axis]];
      const next = (index[axis] ?? 0) + 1;
      from += stride;
      if (next < length) {
        index[axis] = next;
        break;
      }
      index[axis] = 0;
      from -= stride * length;
    }
  }
}

/** Views a constant's numbers in another shape of the same size. */
export function reshaped({ type, data }: Constant, shape: readonly number[]): Constant {
  return { type, shape, data };
}

/** Copies numbers of one constant to flat places of an array. */
export function copyInto(target: Numbers, { data }: Constant, place: (i: number) => number): void {
  for (let i = 0; i < data.length; i++) target[place(i)] = data[i] ?? 0;
}
