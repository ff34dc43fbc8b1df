import ndarray, { type NdArray } from 'ndarray';
import { selectSamples } from '../sampling/select-samples.js';

/**
 * The mean of all samples, summed in float64: [n, …] becomes […]. The mean picture is a baseline for integrated gradients
 * that, unlike black, takes no side on what is dark or bright.
 *
 * @throws as {@link selectSamples}: on images that are no ndarray, and on an empty set.
 */
export function meanSample(images: NdArray<Float32Array>): NdArray<Float32Array> {
  const count = images?.shape?.[0] ?? 0;
  const { data } = selectSamples(
    images,
    Array.from({ length: count }, (_, i) => i),
  );
  const size = data.length / count;
  const sums = new Float64Array(size);
  data.forEach((value, i) => {
    sums[i % size]! += value;
  });
  return ndarray(
    Float32Array.from(sums, (sum) => sum / count),
    images.shape.slice(1),
  );
}
