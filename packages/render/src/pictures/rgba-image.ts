import { checkCount, invalidArgument, typeName } from '@csm/base';

/**
 * A picture: rows from top to bottom, four bytes per pixel (red, green, blue, alpha, not premultiplied), sRGB. A browser's
 * `ImageData` is one. The functions of this package never change a picture that is passed to them.
 */
export interface RgbaImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A picture that this package drew: `new ImageData(data, width, height)` takes its bytes without a copy. */
export interface DrawnImage extends RgbaImage {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/**
 * @param name what the caller calls the picture, such as `the image of row 0, column 1`.
 * @throws unless the value is a well-formed picture.
 */
export function checkRgbaImage(caller: string, image: RgbaImage, name = 'image'): void {
  // An ndarray also has `data`, so `stride` is checked as well.
  const isPicture = typeof image === 'object' && image !== null && 'data' in image && !('stride' in image);
  if (!isPicture) {
    throw invalidArgument(
      `${caller}: ${name} must be a picture { width, height, data }, such as the result of renderMap, renderImage or ` +
        `overlay; got ${typeName(image)}.`,
    );
  }
  const { width, height, data } = image;
  checkCount(caller, `the width of ${name}`, width);
  checkCount(caller, `the height of ${name}`, height);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw invalidArgument(
      `${caller}: the data of ${name} must be RGBA bytes, a Uint8Array or Uint8ClampedArray; got ${typeName(data)}.`,
    );
  }
  if (data.length === 4 * width * height) return;
  throw invalidArgument(
    `${caller}: ${name} of ${width}×${height} pixels must have ${4 * width * height} bytes (RGBA); got ${data.length}.`,
  );
}
