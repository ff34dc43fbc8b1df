import { invalidArgument, rows } from '@csm/base';
import type { CropBox, Picture } from './picture.js';

/** Options of {@link resizePicture}. */
export interface ResizeOptions {
  /** The part of the picture to use. Default: the whole picture. */
  readonly crop?: CropBox | undefined;
  readonly width: number;
  readonly height: number;
  /** 1: grey, by the luma 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601); 3: red, green, blue. */
  readonly channels: 1 | 3;
}

/**
 * Crops and resizes a picture to [height, width, channels], float32 in [0, 1]. If the proportions differ, it is stretched.
 *
 * The filter along each axis is a triangle: as wide as a pixel of the result if the picture shrinks (so that nothing
 * aliases), and linear interpolation if it grows, as Pillow's `BILINEAR` and TensorFlow's
 * `resize(…, 'bilinear', antialias=True)`. Unlike Lanczos it never overshoots, so the result needs no clipping. It gives
 * the same numbers in Node and in browsers, and does not round to 8 bits. Resizing to the same size keeps the pixels.
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
  const columns = resizeColumns(picture, crop, triangleFilter(crop.height, height));
  const image = resizeRows(columns, crop.width, picture.channels, triangleFilter(crop.width, width));
  let result = image;
  if (channels !== picture.channels) result = channels === 1 ? luma(image) : tripled(image);
  // The weights sum to one up to rounding, so white may become one unit in the last place larger than 1.
  for (let i = 0; i < result.length; i++) result[i] = Math.min(1, (result[i] ?? 0) / picture.white);
  return result;
}

/** A filter along one axis. Each position of the result has `taps` consecutive weights, which sum to one. */
interface Filter {
  /** The source position of the first weight, for each position of the result. */
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

/** Filters the crop along its columns: [starts.length, crop.width, channels]. */
function resizeColumns(picture: Picture, crop: CropBox, { starts, weights, taps }: Filter): Float32Array {
  const { data, channels } = picture;
  const stride = crop.width * channels;
  const columns = new Float32Array(starts.length * stride);
  for (const [y, start] of starts.entries()) {
    const to = y * stride;
    for (const [k, weight] of weights.subarray(y * taps, (y + 1) * taps).entries()) {
      const from = ((crop.top + start + k) * picture.width + crop.left) * channels;
      for (let i = 0; i < stride; i++) columns[to + i]! += weight * data[from + i]!;
    }
  }
  return columns;
}

/** Filters an image along its rows of `width` pixels: [height, starts.length, channels]. */
function resizeRows(columns: Float32Array, width: number, channels: number, filter: Filter): Float32Array {
  const { starts, weights, taps } = filter;
  const height = columns.length / (width * channels);
  const image = new Float32Array(height * starts.length * channels);
  let to = 0;
  for (const row of rows(columns, width * channels)) {
    for (let x = 0; x < starts.length; x++) {
      const from = starts[x]! * channels;
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += weights[x * taps + k]! * row[from + k * channels + c]!;
        image[to++] = sum;
      }
    }
  }
  return image;
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
