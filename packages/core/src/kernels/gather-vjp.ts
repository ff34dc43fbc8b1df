import { add, cumsum, fill, reshape, scatterND, type Tensor, transpose } from '@tensorflow/tfjs-core';

/** The attributes of tfjs' kernel `GatherV2`. */
export interface Gathering {
  readonly axis: number;
  readonly batchDims: number;
}

/**
 * The cotangent of a tensor of the given shape from which slices along one axis were gathered: each slice's cotangents are summed.
 * (tfjs' own gradient needs a kernel that tfjs-wasm does not have, and methods of tensors that only `@tensorflow/tfjs` adds.)
 */
export function gatherVjp(
  { axis, batchDims }: Gathering,
  shape: readonly number[],
  indices: Tensor,
  cotangent: Tensor,
): Tensor {
  const along = axis < 0 ? axis + shape.length : axis;
  const batches = product(shape.slice(0, batchDims));
  const outer = product(shape.slice(batchDims, along));
  const length = shape[along] ?? 1;
  const inner = product(shape.slice(along + 1));
  const count = indices.size / batches;
  const slices = transpose(reshape(cotangent, [batches, outer, count, inner]), [0, 2, 1, 3]);
  // Samples follow each other along one axis. Their offsets cannot be a range, because that allocates the batch's length on the host.
  const starts = cumsum(fill([batches, 1], length, 'int32'), 0, true);
  const places = reshape(add(reshape(indices, [batches, count]), starts), [batches * count, 1]);
  const summed = scatterND(places, reshape(slices, [batches * count, outer * inner]), [
    batches * length,
    outer * inner,
  ]);
  return reshape(transpose(reshape(summed, [batches, length, outer, inner]), [0, 2, 1, 3]), [...shape]);
}

const product = (lengths: readonly number[]): number => lengths.reduce((total, length) => total * length, 1);
