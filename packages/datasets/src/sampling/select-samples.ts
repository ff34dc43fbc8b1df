import ndarray, { type NdArray } from 'ndarray';
import { requireInteger } from '../checks/check-options.js';
import { typeName } from '../checks/type-name.js';

/**
 * The samples at `indices`, in that order, copied: [n, …] becomes [indices.length, …], dense, whatever the strides. An
 * index may come more than once; the caller owns the result. Memory: that of the chosen samples.
 *
 * Throws, before it copies, on images that are no ndarray, on an empty list, and on an index that is not an integer
 * from 0 to n − 1.
 */
export function selectSamples(
  images: NdArray<Float32Array>,
  indices: readonly number[],
): NdArray<Float32Array> {
  if (!Array.isArray(images?.stride) || images.shape.length === 0) {
    const got = images?.stride ? `shape [${images.shape}]` : typeName(images);
    throw new TypeError(
      `selectSamples: expected images as an ndarray [n, …], such as syntheticFaces(…).images; got ${got}`,
    );
  }
  if (!Array.isArray(indices)) {
    throw new TypeError(`selectSamples: expected indices as an array of numbers; got ${typeName(indices)}`);
  }
  if (indices.length === 0) throw new Error('selectSamples: indices is empty; name at least one sample');
  const [count, ...sample] = images.shape as [number, ...number[]];
  for (const [i, index] of indices.entries())
    requireInteger('selectSamples', `indices[${i}]`, index, 0, count - 1);

  const size = sample.reduce((product, length) => product * length, 1);
  const selected = new Float32Array(indices.length * size);
  let to = 0;
  const copy = (axis: number, from: number): void => {
    if (axis === images.shape.length) {
      selected[to++] = images.data[from]!;
      return;
    }
    for (let i = 0; i < images.shape[axis]!; i++) copy(axis + 1, from + i * images.stride[axis]!);
  };
  for (const index of indices) copy(1, images.offset + index * images.stride[0]!);
  return ndarray(selected, [indices.length, ...sample]);
}
