import { copyValues } from './copy-values.js';

/** A sliding window over the images of a batch. */
export interface Window {
  readonly inHeight: number;
  readonly inWidth: number;
  readonly channels: number;
  /** The number of window positions. */
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  /** Number of rows and columns of zeros before the image; negative if the first window begins inside it. */
  readonly top: number;
  readonly left: number;
}

/**
 * Writes the patches under the windows `first` to `last − 1` (counted over batch, rows and columns) as the first rows
 * of a matrix with filterHeight · filterWidth · channels columns. Values outside the image are zero.
 *
 * @param images `[batch, inHeight, inWidth, channels]`.
 */
export function im2col(
  matrix: Float32Array,
  images: Float32Array,
  window: Window,
  first: number,
  last: number,
): void {
  const { inHeight, inWidth, channels, outHeight, outWidth, filterHeight, filterWidth } = window;
  const patchRow = filterWidth * channels;
  for (let position = first; position < last; position++) {
    const column = position % outWidth;
    const row = Math.floor(position / outWidth) % outHeight;
    const image = Math.floor(position / (outWidth * outHeight));
    // A row of a patch is contiguous in memory: taps and channels of neighbouring pixels follow each other.
    const x0 = column * window.strideWidth - window.left;
    const before = Math.min(filterWidth, Math.max(0, -x0)) * channels;
    const end = Math.max(before, Math.min(filterWidth, inWidth - x0) * channels);
    for (let tapY = 0; tapY < filterHeight; tapY++) {
      const y = row * window.strideHeight - window.top + tapY;
      const to = ((position - first) * filterHeight + tapY) * patchRow;
      if (y < 0 || y >= inHeight) {
        matrix.fill(0, to, to + patchRow);
        continue;
      }
      const from = ((image * inHeight + y) * inWidth + x0) * channels;
      if (before > 0) matrix.fill(0, to, to + before);
      copyValues(matrix, to + before, images, from + before, end - before);
      if (end < patchRow) matrix.fill(0, to + end, to + patchRow);
    }
  }
}
