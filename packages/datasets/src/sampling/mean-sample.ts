import { rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { selectSamples } from './select-samples.js';

/**
 * Computes the mean of all samples in float64: [n, …] becomes […]. The mean image is a baseline for integrated gradients
 * that, unlike black, does not favour dark or bright pixels.
 *
 * @throws as {@link selectSamples}: unless `images` is an ndarray with at least one sample.
 * @category Split and sample
 */
export function meanSample(images: NdArray<Float32Array>): NdArray<Float32Array> {
  const count = images?.shape?.[0] ?? 0;
  const { data } = selectSamples(
    images,
    Array.from({ length: count }, (_, i) => i),
  );
  const size = data.length / count;
  const sums = new Float64Array(size);
  for (const sample of rows(data, size)) {
    sample.forEach((value, i) => {
      sums[i] = (sums[i] ?? 0) + value;
    });
  }
  return ndarray(
    Float32Array.from(sums, (sum) => sum / count),
    images.shape.slice(1),
  );
}
