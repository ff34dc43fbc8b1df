import {
  checkCount,
  checkList,
  checkNdarray,
  contiguous,
  invalidArgument,
  isNdarray,
  size as sizeOf,
  typeName,
} from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';

/**
 * Copies the samples at `indices`, in this order: [n, …] becomes [indices.length, …]. An index may occur more than once.
 * The result is contiguous for any strides of `images`; the caller owns it. Memory: that of the selected samples.
 *
 * @throws before it copies: unless `images` is an ndarray with at least one axis, and `indices` a non-empty list of whole
 * numbers from 0 to n − 1.
 * @category Split and sample
 */
export function selectSamples(
  images: NdArray<Float32Array>,
  indices: readonly number[],
): NdArray<Float32Array> {
  const [count, ...sample] = isNdarray(images) ? images.shape : [];
  if (count === undefined) {
    const got = isNdarray(images) ? 'shape []' : typeName(images);
    throw invalidArgument(
      `selectSamples: images must be an ndarray [n, …], such as syntheticFaces(…).images; got ${got}.`,
    );
  }
  checkNdarray('selectSamples, images', images);
  checkList('selectSamples', 'indices', indices);
  if (indices.length === 0) {
    throw invalidArgument('selectSamples: indices must have at least one index; got an empty array.');
  }
  for (const [i, index] of indices.entries()) {
    checkCount('selectSamples', `indices[${i}]`, index, { min: 0, max: count - 1 });
  }
  const size = sizeOf(sample);
  const selected = new Float32Array(indices.length * size);
  for (const [to, index] of indices.entries()) {
    selected.set(contiguous(images.pick(index)), to * size);
  }
  return ndarray(selected, [indices.length, ...sample]);
}
