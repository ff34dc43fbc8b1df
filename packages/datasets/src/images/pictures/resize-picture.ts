import { invalidArgument } from '@csm/base';
import { nearestPositions } from './nearest-positions.js';
import type { CropBox, Picture } from './picture.js';
import type { ResizeMethod } from './resize-method.js';
import { type Filter, triangleFilter } from './triangle-filter.js';

/** Options of {@link resizePicture}. */
export interface ResizeOptions {
  /** The part of the picture to use. Default: the whole picture. */
  readonly crop?: CropBox | undefined;
  readonly width: number;
  readonly height: number;
  /** 1: grey, by the luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); 3: red, green, blue. */
  readonly channels: 1 | 3;
  /** Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
}

/**
 * Crops and resizes a picture to [height, width, channels], float32 in [0, 1]. If the proportions differ, it is stretched.
 *
 * `'bilinear'`: the filter along each axis is a triangle: as wide as a pixel of the result if the picture shrinks (so that nothing
 * aliases), and linear interpolation if it grows, as Pillow's `BILINEAR` and TensorFlow's
 * `resize(…, 'bilinear', antialias=True)`. Unlike Lanczos it never overshoots, so the result needs no clipping. It gives
 * the same numbers in Node and in browsers, and does not round to 8 bits. Resizing to the same size keeps the pixels.
 *
 * `'nearest'`: each pixel of the result is the one nearest to its centre, see `nearestPositions`.
 *
 * @throws if the crop is empty or not inside the picture.
 */
export function resizePicture(picture: Picture, options: ResizeOptions): Float32Array {
  const { width, height, channels } = options;
  const crop = options.crop ?? { left: 0, top: 0, width: picture.width, height: picture.height };
  const inside =
    crop.left >= 0 &&
    crop.top >= 0 &&
    crop.left + crop.width <= picture.width &&
    crop.top + crop.height <= picture.height;
  if (!inside || crop.width < 1 || crop.height < 1) {
    throw invalidArgument(
      `resizePicture: crop must be inside the ${picture.width}×${picture.height} pixels; got ` +
        `${crop.width}×${crop.height} at (${crop.left}, ${crop.top}).`,
    );
  }
  const cropped = pixelsOf(picture, crop);
  const { data: image } =
    options.resize === 'nearest' ? nearestPixels(cropped, width, height) : filtered(cropped, width, height);
  let result = image;
  if (channels !== picture.channels) result = channels === 1 ? luma(image) : tripled(image);
  // The weights sum to one up to rounding, so white may become one unit in the last place larger than 1.
  for (let i = 0; i < result.length; i++) result[i] = Math.min(1, (result[i] ?? 0) / picture.white);
  return result;
}

/** Rows of pixels in an array. */
interface Pixels<Data extends ArrayLike<number> = ArrayLike<number>> {
  readonly data: Data;
  /** The index of the first number. */
  readonly start: number;
  /** The distance between two rows in the array. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

function pixelsOf({ data, width, channels }: Picture, crop: CropBox): Pixels {
  const start = (crop.top * width + crop.left) * channels;
  return { data, start, stride: width * channels, width: crop.width, height: crop.height, channels };
}

function newPixels(width: number, height: number, channels: number): Pixels<Float32Array> {
  const stride = width * channels;
  return { data: new Float32Array(height * stride), start: 0, stride, width, height, channels };
}

function filtered(cropped: Pixels, width: number, height: number): Pixels<Float32Array> {
  const [vertical, horizontal] = [
    triangleFilter(cropped.height, height),
    triangleFilter(cropped.width, width),
  ];
  // Along the columns first, unless the result of this step would be more than twice as large as that of the other: for
  // 1000000×1 pixels it would take gigabytes.
  const isTall = height * cropped.width <= 2 * cropped.height * width;
  return isTall
    ? alongRows(alongColumns(cropped, vertical), horizontal)
    : alongColumns(alongRows(cropped, horizontal), vertical);
}

function nearestPixels(from: Pixels, width: number, height: number): Pixels<Float32Array> {
  const { data, channels } = from;
  const to = newPixels(width, height, channels);
  const [rows, columns] = [nearestPositions(from.height, height), nearestPositions(from.width, width)];
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      const source = from.start + row * from.stride + column * channels;
      for (let c = 0; c < channels; c++) to.data[at++] = data[source + c] ?? 0;
    }
  }
  return to;
}

/** Filters along the columns. */
function alongColumns(from: Pixels, filter: Filter): Pixels<Float32Array> {
  const { data } = from;
  const to = newPixels(from.width, filter.length, from.channels);
  const columns = to.data;
  for (let y = 0; y < filter.length; y++) {
    const { start, weights } = filter.at(y);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const source = from.start + (start + k) * from.stride;
      const row = y * to.stride;
      for (let i = 0; i < to.stride; i++) columns[row + i]! += weight * data[source + i]!;
    }
  }
  return to;
}

/** Filters along the rows. */
function alongRows(from: Pixels, filter: Filter): Pixels<Float32Array> {
  const { data, channels } = from;
  const to = newPixels(filter.length, from.height, channels);
  const image = to.data;
  let at = 0;
  for (let y = 0; y < from.height; y++) {
    for (let x = 0; x < filter.length; x++) {
      const { start, weights } = filter.at(x);
      const source = from.start + y * from.stride + start * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[source + k * channels + c]!;
        image[at++] = sum;
      }
    }
  }
  return to;
}

function luma(image: Float32Array): Float32Array {
  const at = (index: number) => image[index] ?? 0;
  return Float32Array.from(
    { length: image.length / 3 },
    (_, i) => 0.299 * at(3 * i) + 0.587 * at(3 * i + 1) + 0.114 * at(3 * i + 2),
  );
}

function tripled(image: Float32Array): Float32Array {
  return Float32Array.from({ length: image.length * 3 }, (_, i) => image[Math.floor(i / 3)] ?? 0);
}
