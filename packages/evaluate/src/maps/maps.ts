import { contiguous } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';
import { checkMaps } from './check.js';

/**
 * Maps as they are looked at: one number a pixel, the sum over the channels.
 * @param maps `[n, height, width, channels]`; maps with another number of axes are returned as they are.
 * @returns `[n, height, width]`.
 */
export function sumChannels(maps: NdArray): NdArray<Float32Array> {
  checkMaps('sumChannels', maps);
  const values = contiguous(maps);
  const [count = 0, height = 0, width = 0, channels = 0] = maps.shape;
  if (maps.shape.length !== 4) return ndarray(values, maps.shape);
  const sums = new Float32Array(count * height * width);
  for (let pixel = 0; pixel < sums.length; pixel++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[pixel * channels + c]!;
    sums[pixel] = sum;
  }
  return ndarray(sums, [count, height, width]);
}

/** The samples of an array `[n, ...]`, each row-major. */
export function rowsOf(array: NdArray): Float32Array[] {
  const values = contiguous(array);
  const size = values.length / array.shape[0]!;
  return Array.from({ length: array.shape[0]! }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** Samples put back into an array `[n, ...shape]`. */
export function fromRows(
  rows: readonly ArrayLike<number>[],
  shape: readonly number[],
): NdArray<Float32Array> {
  const size = shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(rows.length * size);
  rows.forEach((row, i) => {
    values.set(row, i * size);
  });
  return ndarray(values, [rows.length, ...shape]);
}

/** The first samples of an array. */
export function firstRows(array: NdArray, count: number): NdArray<Float32Array> {
  return fromRows(rowsOf(array).slice(0, count), array.shape.slice(1));
}
