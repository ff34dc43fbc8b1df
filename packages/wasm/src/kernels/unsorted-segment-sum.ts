import { invalidArgument } from '@csm/base';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type CreateKernel, checkFloat32, floats } from './kernel.js';

/**
 * UnsortedSegmentSum, which tfjs-backend-wasm lacks: adds row i of x to row segmentIds[i] of the result. It is the gradient of
 * gather and of an embedding. Rows whose id is outside 0 … numSegments − 1 are left out, as on the other backends.
 */
export const unsortedSegmentSum: CreateKernel = () => ({
  run({ inputs, attrs, backend }) {
    const { x, segmentIds } = inputs as { x: TensorInfo; segmentIds: TensorInfo };
    checkFloat32('UnsortedSegmentSum', { x });
    if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== x.shape[0]) {
      throw invalidArgument(
        `UnsortedSegmentSum: segmentIds must have shape [${x.shape[0]}], one id per row of x; got ` +
          `[${segmentIds.shape.join(', ')}].`,
      );
    }
    const numSegments = attrs.numSegments as number;
    const row = util.sizeFromShape(x.shape.slice(1));
    const result = backend.makeOutput([numSegments, ...x.shape.slice(1)], 'float32');
    const sums = floats(backend, result).fill(0);
    const values = floats(backend, x);
    const ids = backend.typedArrayFromHeap(segmentIds) as Int32Array;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] ?? -1;
      if (id < 0 || id >= numSegments) continue;
      for (let j = 0; j < row; j++) sums[id * row + j]! += values[i * row + j]!;
    }
    return result;
  },
});
