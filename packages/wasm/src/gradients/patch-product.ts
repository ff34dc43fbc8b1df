import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { CHANNEL_BLOCK, floats, type Keep, runKernel, withTemporaries } from '../kernels/kernel.js';
import { multiply } from '../kernels/mat-mul.js';
import { im2col, type Window } from './im2col.js';

/** Memory for each of the four matrices of a chunk: the patches, their transpose, the rows and XNNPACK's packed rows. */
const CHUNK_BYTES = 16e6;

/**
 * Computes patches(images)ᵀ · rows, a matrix of filterHeight · filterWidth · channels rows and as many columns as `rows` has
 * channels. It is summed over chunks of window positions, so memory does not grow with batch or image size.
 *
 * @param images `[batch, height, width, channels]`, float32.
 * @param rows one row of channels per window position, `[batch, outHeight, outWidth, channels]`, float32.
 */
export function patchProduct(
  backend: BackendWasm,
  images: TensorInfo,
  rows: TensorInfo,
  window: Window,
  chunkBytes: number = CHUNK_BYTES,
): Float32Array {
  const patch = window.filterHeight * window.filterWidth * window.channels;
  const columns = util.sizeFromShape(rows.shape.slice(-1));
  const positions = util.sizeFromShape(rows.shape.slice(0, -1));
  const chunk = Math.max(
    1,
    Math.floor(chunkBytes / Float32Array.BYTES_PER_ELEMENT / Math.max(patch, columns, CHANNEL_BLOCK)),
  );
  const sum = new Float32Array(patch * columns);
  for (let first = 0; first < positions; first += chunk) {
    const last = Math.min(positions, first + chunk);
    withTemporaries(backend, (temporary) => {
      const product = chunkProduct(backend, temporary, images, rows, window, first, last);
      add(sum, floats(backend, product));
    });
  }
  return sum;
}

function chunkProduct(
  backend: BackendWasm,
  temporary: Keep,
  images: TensorInfo,
  rows: TensorInfo,
  window: Window,
  first: number,
  last: number,
): TensorInfo {
  const patch = window.filterHeight * window.filterWidth * window.channels;
  const columns = util.sizeFromShape(rows.shape.slice(-1));
  const count = last - first;
  // Rows whose distance in memory is a power of two share few cache sets. A few rows of zeros avoid that and do not
  // change the product.
  const height = count % 64 === 0 ? count + 8 : count;
  const patches = temporary(backend.makeOutput([height, patch], 'float32'));
  // A copy is used, because XNNPACK caches a packed right operand by its data id and ignores its shape.
  const chunkRows = temporary(backend.makeOutput([height, columns], 'float32'));
  const matrix = floats(backend, patches);
  im2col(matrix, floats(backend, images), window, first, last);
  matrix.fill(0, count * patch);
  const values = floats(backend, chunkRows);
  values.set(floats(backend, rows).subarray(first * columns, last * columns));
  values.fill(0, count * columns);
  const transposed = temporary(runKernel(backend, 'Transpose', { x: patches }, { perm: [1, 0] }));
  return temporary(multiply(backend, transposed, chunkRows));
}

function add(sum: Float32Array, values: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}
