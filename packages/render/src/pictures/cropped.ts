import type { RgbaImage } from './rgba-image.js';

/** A part of a picture, copied: `[from, to)` along the height and the width. */
export function cropped(
  { width, data }: RgbaImage,
  [top, bottom]: readonly [from: number, to: number],
  [left, right]: readonly [from: number, to: number],
): RgbaImage {
  const part = new Uint8ClampedArray(4 * (right - left) * (bottom - top));
  for (let y = top; y < bottom; y++) {
    const row = data.subarray(4 * (y * width + left), 4 * (y * width + right));
    part.set(row, 4 * (y - top) * (right - left));
  }
  return { width: right - left, height: bottom - top, data: part };
}
