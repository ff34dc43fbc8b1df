import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { CreateKernel } from './kernel.js';

/**
 * Tile. The stock kernel computes an index for each value. Here a whole tensor is repeated by copying longer and
 * longer runs, for example if the gradient of batch normalisation tiles one value per channel over the image.
 */
export const tile: CreateKernel = (stock) => ({
  run(call) {
    const x = call.inputs.x as TensorInfo;
    const reps = call.attrs.reps as number[];
    const size = util.sizeFromShape(x.shape);
    const repeats = util.sizeFromShape(reps);
    if (x.dtype === 'string' || size * repeats === 0 || !repeatsWhole(x.shape, reps)) return stock(call);
    const out = call.backend.makeOutput(
      x.shape.map((length, axis) => length * (reps[axis] ?? 1)),
      x.dtype,
    );
    const values = call.backend.typedArrayFromHeap(out);
    values.set(call.backend.typedArrayFromHeap(x));
    for (let filled = size; filled < values.length; filled *= 2) values.copyWithin(filled, 0, filled);
    return out;
  },
});

/** Whether the result consists of all of the tensor's values in the same order, repeated. */
function repeatsWhole(shape: readonly number[], reps: readonly number[]): boolean {
  const lastTiled = reps.findLastIndex((count) => count > 1);
  return shape.slice(0, Math.max(0, lastTiled)).every((length) => length === 1);
}
