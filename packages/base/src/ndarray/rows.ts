import type { NdArray } from 'ndarray';
import { invalidArgument } from '../errors.js';
import { contiguous } from './contiguous.js';
import { size } from './size.js';

/**
 * Iterates over the rows of an array: views of its numbers if it is row-major float32, otherwise views of one copy.
 * @param array `[n, ...]`; a row is one item of the first axis, itself row-major.
 */
export function rows(array: NdArray): Generator<Float32Array, void, undefined>;
/**
 * Iterates over the rows of a flat array: views of its numbers.
 * @param values the rows in sequence.
 * @param rowSize the number of numbers in a row.
 * @throws if the values are not a whole number of rows.
 */
export function rows<Values extends Float32Array | Float64Array | Int32Array | Uint8Array>(
  values: Values,
  rowSize: number,
): Generator<Values, void, undefined>;
export function rows(source: NdArray | Float32Array, rowSize?: number): Generator<Float32Array> {
  if (rowSize === undefined) {
    const array = source as NdArray;
    const [count = 0, ...rest] = array.shape;
    return cut(contiguous(array), count, size(rest));
  }
  const values = source as Float32Array;
  const count = values.length / rowSize;
  if (Number.isInteger(count) && rowSize > 0) return cut(values, count, rowSize);
  throw invalidArgument(`rows: expected a whole number of rows of ${rowSize}; got ${values.length} numbers.`);
}

function* cut(values: Float32Array, count: number, rowSize: number): Generator<Float32Array> {
  for (let row = 0; row < count; row++) yield values.subarray(row * rowSize, (row + 1) * rowSize);
}
