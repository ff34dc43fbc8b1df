import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { withJoinedAxes } from './joined-axes.js';
import { type CreateKernel, floats, withTemporaries } from './kernel.js';

/** XNNPACK broadcasts rows one by one; with rows of at least this many values it reaches its full speed. */
const LONG_ROW = 512;
/** The length to which short rows are repeated. */
const REPEATED_ROW = 2048;
/** For fewer values, the overhead of the call is larger than the gain. */
const SMALL = 4096;

/**
 * Elementwise arithmetic between a tensor and a row that is broadcast along its last axes (a bias, one value per channel). XNNPACK
 * does it one row at a time, which is slow if rows are short. Here the row is repeated first, and the tensor is
 * treated as one with fewer, longer rows; the operations and numbers are the same.
 */
export const arithmeticWithRow: CreateKernel = (stock) => ({
  run(call) {
    const { a, b } = call.inputs as { a: TensorInfo; b: TensorInfo };
    const [whole, row] = util.sizeFromShape(a.shape) >= util.sizeFromShape(b.shape) ? [a, b] : [b, a];
    const repeats = repeatsOf(whole, row);
    if (repeats === 1) return withJoinedAxes(call, stock);
    const { backend } = call;
    return withTemporaries(backend, (temporary) => {
      const length = util.sizeFromShape(row.shape) * repeats;
      const long = temporary(backend.makeOutput([length], 'float32'));
      repeatInto(floats(backend, long), floats(backend, row));
      const reshaped = { ...whole, shape: [util.sizeFromShape(whole.shape) / length, length] };
      const inputs = whole === a ? { a: reshaped, b: long } : { a: long, b: reshaped };
      return { ...stock({ ...call, inputs }), shape: [...whole.shape] };
    });
  },
});

/** The number of repetitions of the row; 1 if repeating is impossible or useless. */
function repeatsOf(whole: TensorInfo, row: TensorInfo): number {
  const size = util.sizeFromShape(whole.shape);
  const length = util.sizeFromShape(row.shape);
  if (whole.dtype !== 'float32' || row.dtype !== 'float32') return 1;
  if (size < SMALL || length < 2 || length >= LONG_ROW || !isRowOf(whole.shape, row.shape)) return 1;
  const rows = size / length;
  for (let repeats = Math.floor(REPEATED_ROW / length); repeats > 1; repeats--) {
    if (rows % repeats === 0) return repeats;
  }
  return 1;
}

/** Whether the shape of `row` is the last axes of the shape of `whole`, preceded only by ones. */
function isRowOf(whole: readonly number[], row: readonly number[]): boolean {
  if (row.length > whole.length) return false;
  const trimmed = row.slice(row.findIndex((length) => length !== 1));
  return trimmed.every((length, i) => length === whole[whole.length - trimmed.length + i]);
}

/** Fills the target with repetitions of the values; its length is a multiple of theirs. */
function repeatInto(target: Float32Array, values: Float32Array): void {
  target.set(values);
  for (let filled = values.length; filled < target.length; filled *= 2) target.copyWithin(filled, 0, filled);
}
