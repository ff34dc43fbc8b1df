import type { NdArray } from 'ndarray';
import { size } from './size.js';

/** The numbers of an ndarray in row-major order as float32: a view if the data already have this form, otherwise a copy. */
export function contiguous(array: NdArray): Float32Array {
  const { shape, stride, offset, data } = array;
  const count = size(shape);
  if (data instanceof Float32Array && isRowMajor(shape, stride)) return data.subarray(offset, offset + count);
  const values = new Float32Array(count);
  const index = shape.map(() => 0);
  for (let i = 0; i < count; i++) {
    values[i] = array.get(...index) as number;
    advance(index, shape);
  }
  return values;
}

/**
 * Whether the numbers are in row-major order in memory without gaps. The stride of an axis of length 1 is never
 * used.
 */
function isRowMajor(shape: readonly number[], stride: readonly number[]): boolean {
  return shape.every((length, axis) => length === 1 || stride[axis] === size(shape.slice(axis + 1)));
}

/** The next index in row-major order. */
function advance(index: number[], shape: readonly number[]): void {
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const next = (index[axis] ?? 0) + 1;
    index[axis] = next === shape[axis] ? 0 : next;
    if (index[axis] !== 0) return;
  }
}
