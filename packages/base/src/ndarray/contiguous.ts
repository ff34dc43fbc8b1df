import type { NdArray } from 'ndarray';
import { rowMajor } from './row-major.js';

/**
 * The numbers of an ndarray in row-major order as float32: a view if the data already have this form, otherwise a copy.
 *
 * @category Check arguments
 */
export function contiguous(array: NdArray): Float32Array {
  return rowMajor(array, Float32Array);
}
