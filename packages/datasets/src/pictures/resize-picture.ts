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

/** For each place of the result: where its weights begin in the source, and the weights, which sum to one. */
interface Filter {
  readonly starts: Int32Array;
  readonly weights: readonly Float32Array[];
}

function triangleFilter(from: number, to: number): Filter {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  const starts = new Int32Array(to);
  const weights = Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(from - 1, Math.floor(centre + reach));
    const raw = Array.from({ length: last - first + 1 }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k - centre) / reach),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    starts[i] = first;
    return Float32Array.from(raw, (weight) => weight / sum);
  });
  return { starts, weights };
}

/** The crop, made as high as the filter says: [to, crop.width, channels]. */
function resizeColumns(picture: Picture, crop: CropBox, { starts, weights }: Filter): Float32Array {
  const { data, channels } = picture;
  const stride = crop.width * channels;
  const columns = new Float32Array(starts.length * stride);
  for (let y = 0; y < starts.length; y++) {
    const row = columns.subarray(y * stride, (y + 1) * stride);
    const taps = weights[y]!;
    for (let k = 0; k < taps.length; k++) {
      const weight = taps[k]!;
      const from = ((crop.top + starts[y]! + k) * picture.width + crop.left) * channels;
      for (let i = 0; i < stride; i++) row[i]! += weight * data[from + i]!;
    }
  }
  return columns;
}

/** Rows of `width` pixels, made as long as the filter says: [height, to, channels]. */
function resizeRows(
  columns: Float32Array,
  width: number,
  channels: number,
  { starts, weights }: Filter,
): Float32Array {
  const height = columns.length / (width * channels);
  const image = new Float32Array(height * starts.length * channels);
  for (let x = 0; x < starts.length; x++) {
    const taps = weights[x]!;
    for (let k = 0; k < taps.length; k++) {
      const weight = taps[k]!;
      for (let y = 0; y < height; y++) {
        const from = (y * width + starts[x]! + k) * channels;
        const to = (y * starts.length + x) * channels;
        for (let c = 0; c < channels; c++) image[to + c]! += weight * columns[from + c]!;
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
