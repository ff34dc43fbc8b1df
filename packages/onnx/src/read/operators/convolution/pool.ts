import type { OperatorReader, Reading } from '../../reading.js';
import type { Value } from '../../value.js';
import { addOnImages, type Images, imagesOf, ofImage } from './images.js';
import { type Windows, windowsOf } from './windows.js';

/** MaxPool; padded cells never win. */
export const maxPool: OperatorReader = (at) => {
  const { images, windows, kernel } = windowsOfPool(at);
  return pooled(at, images, windows, kernel, 'maxPool');
};

/** AveragePool; with `count_include_pad`, padded cells count as zeros. */
export const averagePool: OperatorReader = (at) => {
  const { images, windows, kernel } = windowsOfPool(at);
  const mean = pooled(at, images, windows, kernel, 'averagePool');
  if (at.number('count_include_pad', 0) === 0) return mean;
  // The pooling divides by the cells inside of the image; a factor per place makes it divide by all that count.
  const shares = images.places.map((length, i) => shareInside(length, i, windows, kernel[i] ?? 1));
  const [rows = [1], columns] = shares.length === 1 ? [[1], shares[0]] : shares;
  const factor = rows.flatMap((row) => (columns ?? [1]).map((column) => row * column));
  if (factor.every((share) => share === 1)) return mean;
  return at.addAlike({ kind: 'scale', factor: at.weight(factor, [...windows.output, 1]) }, [mean], 'padding');
};

function windowsOfPool(at: Reading): { images: Images; windows: Windows; kernel: readonly number[] } {
  const images = imagesOf(at);
  const kernel = at.numbers('kernel_shape');
  if (kernel === undefined) throw at.refuse('expected an attribute kernel_shape.');
  const windows = windowsOf(at, images.places, kernel);
  if (windows.dilations.some((distance) => distance > 1))
    throw at.refuse('windows with dilations are not supported.');
  if (windows.pads.some((pair, i) => pair.some((cells) => cells >= (kernel[i] ?? 1)))) {
    throw at.refuse(`expected pads smaller than the window [${kernel}]; got [${windows.pads}].`);
  }
  return { images, windows, kernel };
}

function pooled(
  at: Reading,
  images: Images,
  { strides, pads, output }: Windows,
  kernel: readonly number[],
  kind: 'maxPool' | 'averagePool',
): Value {
  const [rows, columns] = ofImage<readonly [number, number]>(pads, [0, 0]);
  const isPadded = [...rows, ...columns].some((cells) => cells > 0);
  const padding = isPadded ? ([rows, columns] as const) : 'valid';
  return addOnImages(
    at,
    images,
    { kind, size: ofImage(kernel, 1), strides: ofImage(strides, 1), padding },
    output,
    images.channels,
  );
}

/** For each window along an axis: its cells inside of the image, as a share of its cells inside of the stated padding. */
function shareInside(
  length: number,
  axis: number,
  { strides, stated, output }: Windows,
  size: number,
): number[] {
  const [before, after] = stated[axis] ?? [0, 0];
  return Array.from({ length: output[axis] ?? 1 }, (_, i) => {
    const start = i * (strides[axis] ?? 1) - before;
    const cells = (low: number, high: number) => Math.min(start + size, high) - Math.max(start, low);
    return cells(0, length) / cells(-before, length + after);
  });
}
