import { operationForward } from '@csm/core/extend';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import type { Interpolation } from './grad-cam-options.js';

/**
 * Enlarges (or reduces) the spatial axes of maps `[batch, ...spatial, channels]` to a size, one axis after another. Call inside `tf.tidy`.
 */
export function enlarged(maps: Tensor, size: readonly number[], interpolation: Interpolation): Tensor {
  return size.reduce((sofar, to, i) => {
    const from = sofar.shape[i + 1] ?? 1;
    if (from === to) return sofar;
    const matrix = tensor2d(weights(from, to, interpolation), [from, to]);
    return operationForward({ kind: 'resample', axis: i + 1, matrix }, [sofar]);
  }, maps);
}

/** The weight of each of `from` cells in each of `to` cells, `[from, to]`; the weights of each cell add up to 1. */
function weights(from: number, to: number, interpolation: Interpolation): Float32Array {
  const matrix = new Float32Array(from * to);
  for (let i = 0; i < to; i++) {
    if (interpolation === 'nearest') {
      matrix[Math.floor((i * from) / to) * to + i] = 1;
      continue;
    }
    const position = Math.max(((i + 0.5) * from) / to - 0.5, 0);
    const low = Math.floor(position);
    const share = low + 1 < from ? position - low : 0;
    matrix[low * to + i] = 1 - share;
    if (share > 0) matrix[(low + 1) * to + i] = share;
  }
  return matrix;
}
