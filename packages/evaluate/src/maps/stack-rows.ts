import { contiguous, size } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/** Samples stacked into an array `[n, ...shape]`. */
export function stackRows(
  rows: readonly ArrayLike<number>[],
  shape: readonly number[],
): NdArray<Float32Array> {
  const rowSize = size(shape);
  const values = new Float32Array(rows.length * rowSize);
  for (const [i, row] of rows.entries()) values.set(row, i * rowSize);
  return ndarray(values, [rows.length, ...shape]);
}

/** The first samples of an array. */
export function firstRows(array: NdArray, count: number): NdArray<Float32Array> {
  const shape = array.shape.slice(1);
  return ndarray(contiguous(array).slice(0, count * size(shape)), [count, ...shape]);
}
