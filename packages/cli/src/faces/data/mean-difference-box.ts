import { largest, smallest } from '@csm/base';
import { meanSample } from '@csm/datasets';
import ndarray, { type NdArray } from 'ndarray';

/**
 * The box around the pixels where the means of two sets of pictures differ by more than half of the largest difference, as a
 * mask `[height, width]` of 0 and 1. It gives the region of a concept only from the data, before any map is made.
 */
export function meanDifferenceBox(
  positives: NdArray<Float32Array>,
  negatives: NdArray<Float32Array>,
): NdArray<Uint8Array> {
  const [height = 0, width = 0, channels = 0] = positives.shape.slice(1);
  const [up, down] = [meanSample(positives).data, meanSample(negatives).data];
  const difference = Array.from({ length: height * width }, (_, pixel) => {
    const first = pixel * channels;
    const change = up.subarray(first, first + channels).reduce((sum, v, c) => sum + v - down[first + c]!, 0);
    return Math.abs(change);
  });
  const half = largest(difference) / 2;
  const pixels = [...difference.keys()].filter((pixel) => difference[pixel]! > half);
  const rows = pixels.map((pixel) => Math.floor(pixel / width));
  const columns = pixels.map((pixel) => pixel % width);
  const [top, bottom] = [smallest(rows), largest(rows)];
  const [left, right] = [smallest(columns), largest(columns)];
  const mask = new Uint8Array(height * width);
  for (let row = top; row <= bottom; row++) mask.fill(1, row * width + left, row * width + right + 1);
  return ndarray(mask, [height, width]);
}
