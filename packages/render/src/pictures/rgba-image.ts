import { typeName } from '../checks/type-name.js';

/**
 * A picture: rows from top to bottom, four bytes a pixel (red, green, blue, alpha, not premultiplied), sRGB.
 * A browser's `ImageData` is one. Functions here borrow the pictures they are given and never change them.
 */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Longest side, in pixels, of anything drawn here. Viewers and canvases give up not far above it. */
export const MAX_SIDE = 16384;

/** Throws unless `image` is a well-formed picture; `what` names it in the message. */
export function checkRgbaImage(caller: string, image: RgbaImage, what = 'the image'): void {
  // An ndarray has data too.
  const pictureLike = typeof image === 'object' && image !== null && 'data' in image && !('stride' in image);
  if (!pictureLike)
    throw new TypeError(
      `${caller}: expected ${what} as a picture { width, height, data }, as renderMap, renderImage and overlay make ` +
        `them; got ${typeName(image)}`,
    );
  const { width, height, data } = image;
  for (const [name, side] of [
    ['width', width],
    ['height', height],
  ] as const) {
    if (!Number.isInteger(side) || (side as number) < 1)
      throw new RangeError(
        `${caller}: ${what} has ${name} ${side}; expected a whole number of pixels, 1 or more`,
      );
  }
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    throw new TypeError(
      `${caller}: the data of ${what} must be a Uint8Array or Uint8ClampedArray of RGBA bytes`,
    );
  if (data.length !== 4 * width * height)
    throw new RangeError(
      `${caller}: ${what} is ${width}×${height}, so it needs ${4 * width * height} bytes (RGBA); it has ${data.length}`,
    );
}

/** Throws where a picture of this size would be too large to draw. */
export function checkOutputSize(caller: string, width: number, height: number): void {
  if (!(width <= MAX_SIDE && height <= MAX_SIDE))
    throw new RangeError(
      `${caller}: the result would be ${width}×${height} pixels; at most ${MAX_SIDE} a side can be drawn. ` +
        'Use a smaller scale or cell size, or fewer cells.',
    );
}
