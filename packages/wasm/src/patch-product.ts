import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { im2col, type Window } from './im2col.js';
import { CHANNEL_BLOCK, floats, runKernel, withTemporaries } from './kernel.js';
import { multiply } from './mat-mul.js';

/** Memory for each of a chunk's four matrices: the patches, their transpose, the rows and XNNPACK's packed rows. */
const CHUNK_BYTES = 16e6;

/**
 * patches(images)ᵀ · rows, a filterHeight · filterWidth · channels × rows' channels matrix, summed over chunks of
 * window positions: memory does not grow with batch or image size.
 *
 * @param images [batch, height, width, channels], float32
 * @param rows one row of channels a window position, [batch, outHeight, outWidth, channels], float32
 */
export function patchProduct(
  backend: BackendWasm,
  images: TensorInfo,
  rows: TensorInfo,
  window: Window,
  chunkBytes: number = CHUNK_BYTES,
): Float32Array {
  const patch = window.filterHeight * window.filterWidth * window.channels;
  const columns = rows.shape.at(-1)!;
  const positions = util.sizeFromShape(rows.shape.slice(0, -1));
  const chunk = Math.max(
    1,
    Math.floor(chunkBytes / Float32Array.BYTES_PER_ELEMENT / Math.max(patch, columns, CHANNEL_BLOCK)),
  );
  const sum = new Float32Array(patch * columns);
  for (let first = 0; first < positions; first += chunk) {
    const last = Math.min(positions, first + chunk);
    withTemporaries(backend, (temporary) => {
      // rows a power of two apart share few cache sets: some more, of zeros, avoid it and add nothing to the product
      const height = (last - first) % 64 === 0 ? last - first + 8 : last - first;
      const patches = temporary(backend.makeOutput([height, patch], 'float32'));
      floats(backend, patches).fill(0);
      im2col(floats(backend, patches), floats(backend, images), window, first, last);
      const transposed = temporary(runKernel(backend, 'Transpose', { x: patches }, { perm: [1, 0] }));
      // a copy, because XNNPACK keeps a packed right operand under its data id and ignores its shape
      const chunkRows = temporary(backend.makeOutput([height, columns], 'float32'));
      const values = floats(backend, chunkRows).fill(0);
      values.set(floats(backend, rows).subarray(first * columns, last * columns));
      const product = floats(backend, temporary(multiply(backend, transposed, chunkRows)));
      for (let i = 0; i < sum.length; i++) sum[i]! += product[i]!;
    });
  }
  return sum;
}
