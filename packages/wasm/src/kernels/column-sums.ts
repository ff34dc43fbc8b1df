import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { floats, runKernel } from './kernel.js';

/**
 * Number of rows that are averaged at once. It is a power of two, so that dividing and multiplying by it is exact.
 */
const BLOCK = 64;

/**
 * The largest number of columns for pooling: XNNPACK's average pooling keeps a row of columns on the stack of the WebAssembly module, which has
 * 64 KB. A longer row overwrites other memory without an error; half of the stack is left to the callers.
 */
export const MOST_POOLED_COLUMNS = 8192;

/**
 * Sums the columns of a matrix. XNNPACK has no such reduction, but it has average pooling, whose window can be a block of rows:
 * blocks are averaged, then blocks of averages, and the rest is added up in float64. The rounding error grows with the logarithm
 * of the number of rows. The columns of wider matrices are added up in float64.
 *
 * @param matrix float32, with at least rows × columns values; its shape is ignored.
 */
export function columnSums(
  backend: BackendWasm,
  matrix: TensorInfo,
  rows: number,
  columns: number,
): Float64Array {
  const sums = pooledSums(backend, matrix, rows, columns);
  if (sums.every(Number.isFinite)) return sums;
  // XNNPACK's pooling turns NaN into −∞.
  return addRows(new Float64Array(columns), floatsOf(backend, matrix, rows * columns), 0, 1);
}

function pooledSums(backend: BackendWasm, matrix: TensorInfo, rows: number, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  let level = matrix;
  let count = rows;
  let weight = 1;
  try {
    while (count >= 2 * BLOCK && columns <= MOST_POOLED_COLUMNS) {
      const blocks = Math.floor(count / BLOCK);
      addRows(sums, floatsOf(backend, level, count * columns), blocks * BLOCK * columns, weight);
      const pooled = runKernel(
        backend,
        'AvgPool',
        { x: { ...level, shape: [1, blocks, BLOCK, columns] } },
        { filterSize: [1, BLOCK], strides: [1, BLOCK], pad: 'valid' },
      );
      if (level !== matrix) backend.disposeData(level.dataId);
      level = pooled;
      count = blocks;
      weight *= BLOCK;
    }
    return addRows(sums, floatsOf(backend, level, count * columns), 0, weight);
  } finally {
    if (level !== matrix) backend.disposeData(level.dataId);
  }
}

function floatsOf(backend: BackendWasm, tensor: TensorInfo, length: number): Float32Array {
  return floats(backend, { ...tensor, shape: [length] });
}

/** Adds the rows from `start` on, each multiplied by `weight`. */
function addRows(sums: Float64Array, values: Float32Array, start: number, weight: number): Float64Array {
  const columns = sums.length;
  for (let row = start; row < values.length; row += columns) {
    for (let column = 0; column < columns; column++) sums[column]! += weight * values[row + column]!;
  }
  return sums;
}
