import type { CropBox, Picture } from './picture.js';

/** How {@link resizePicture} makes an image of a picture. */
export interface ResizeOptions {
  /** The whole picture by default. A box that leaves the picture throws. */
  readonly crop?: CropBox | undefined;
  readonly width: number;
  readonly height: number;
  /** 1: grey, by the luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); 3: red, green, blue. */
  readonly channels: 1 | 3;
}

/**
 * Crops and resizes to [height, width, channels], float32 in [0, 1], stretching where the proportions differ.
 *
 * A triangle filter along each axis, as wide as a pixel of the result where the picture shrinks (so nothing aliases)
 * and linear interpolation where it grows: Pillow's `BILINEAR`, TensorFlow's `resize(…, 'bilinear', antialias=True)`.
 * It never overshoots, unlike Lanczos, so that the result needs no clipping; it is the same in Node and in browsers, and
 * is not rounded to 8 bits. The same size again gives the same pixels.
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
    throw new Error(
      `resizePicture: expected a crop inside of ${picture.width}×${picture.height} pixels; got ` +
        `${crop.width}×${crop.height} at (${crop.left}, ${crop.top})`,
    );
  }
  const columns = resizeColumns(picture, crop, triangleFilter(crop.height, height));
  const image = resizeRows(columns, crop.width, picture.channels, triangleFilter(crop.width, width));
  let result = image;
  if (channels !== picture.channels) result = channels === 1 ? luma(image) : tripled(image);
  // Weights sum to one up to rounding: white may come out a unit in the last place above it.
  for (let i = 0; i < result.length; i++) result[i] = Math.min(1, result[i]! / picture.white);
  return result;
}

/** For each place of the result, `taps` weights in a row, which sum to one, and the source place of the first. */
interface Filter {
  readonly starts: Int32Array;
  readonly weights: Float32Array;
  readonly taps: number;
}

function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const taps = Math.min(Math.floor(2 * reach) + 1, from);
  const starts = new Int32Array(to);
  const weights = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(centre - reach)), from - taps);
    const weightAt = (k: number) => Math.max(0, 1 - Math.abs(start + k - centre) / reach);
    let sum = 0;
    for (let k = 0; k < taps; k++) sum += weightAt(k);
    for (let k = 0; k < taps; k++) weights[i * taps + k] = weightAt(k) / sum;
    starts[i] = start;
  }
  return { starts, weights, taps };
}

/** The crop, made as high as the filter says: [to, crop.width, channels]. */
function resizeColumns(picture: Picture, crop: CropBox, { starts, weights, taps }: Filter): Float32Array {
  const { data, channels } = picture;
  const stride = crop.width * channels;
  const columns = new Float32Array(starts.length * stride);
  for (let y = 0; y < starts.length; y++) {
    const to = y * stride;
    for (let k = 0; k < taps; k++) {
      const weight = weights[y * taps + k]!;
      const from = ((crop.top + starts[y]! + k) * picture.width + crop.left) * channels;
      for (let i = 0; i < stride; i++) columns[to + i]! += weight * data[from + i]!;
    }
  }
  return columns;
}

/** Rows of `width` pixels, made as long as the filter says: [height, to, channels]. */
function resizeRows(columns: Float32Array, width: number, channels: number, filter: Filter): Float32Array {
  const { starts, weights, taps } = filter;
  const height = columns.length / (width * channels);
  const image = new Float32Array(height * starts.length * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < starts.length; x++) {
      const from = (y * width + starts[x]!) * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += weights[x * taps + k]! * columns[from + k * channels + c]!;
        image[to++] = sum;
      }
    }
  }
  return image;
}

function luma(image: Float32Array): Float32Array {
  return Float32Array.from(
    { length: image.length / 3 },
    (_, i) => 0.299 * image[3 * i]! + 0.587 * image[3 * i + 1]! + 0.114 * image[3 * i + 2]!,
  );
}

function tripled(image: Float32Array): Float32Array {
  return Float32Array.from({ length: image.length * 3 }, (_, i) => image[Math.floor(i / 3)]!);
}
