import ndarray, { type NdArray } from 'ndarray';

/** An array as plain data, which a stage can store. */
export interface Picture {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A copy of item `index` of the first axis; further indices select along the following axes. */
export function pictureAt(array: NdArray<Float32Array>, ...index: number[]): Picture {
  const shape = array.shape.slice(index.length);
  const size = shape.reduce((product, length) => product * length, 1);
  const first = index.reduce((at, i, axis) => at * array.shape[axis]! + i, 0) * size;
  return { shape, data: array.data.slice(first, first + size) };
}

export function asNdarray({ data, shape }: Picture): NdArray<Float32Array> {
  return ndarray(data, [...shape]);
}

/** Pictures of one shape as one array `[n, …]`. */
export function stacked(pictures: readonly Picture[]): NdArray<Float32Array> {
  const { shape = [], data: first = [] } = pictures[0] ?? {};
  const all = new Float32Array(pictures.length * first.length);
  for (const [i, { data }] of pictures.entries()) all.set(data, i * first.length);
  return ndarray(all, [pictures.length, ...shape]);
}

/** Combines the channels of a picture into `[height · width]` values, by default as the absolute value of their sum. */
export function overChannels(
  { data, shape }: Picture,
  together: (channels: Float32Array) => number = (channels) => Math.abs(channels.reduce((a, b) => a + b, 0)),
): Float32Array {
  const [height = 0, width = 0, channels = 0] = shape;
  return Float32Array.from({ length: height * width }, (_, pixel) =>
    together(data.subarray(pixel * channels, (pixel + 1) * channels)),
  );
}
