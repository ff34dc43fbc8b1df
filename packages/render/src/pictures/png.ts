import { encode } from 'fast-png';
import { checkOutputSize, checkRgbaImage, type RgbaImage } from './rgba-image.js';

/**
 * The bytes of a PNG file (8 bits, RGBA).
 *
 * @throws RangeError when the picture is malformed or larger than 16384 pixels a side
 */
export function encodePng(image: RgbaImage): Uint8Array {
  checkRgbaImage('encodePng', image);
  checkOutputSize('encodePng', image.width, image.height);
  const { width, height, data } = image;
  return encode({ width, height, data, channels: 4, depth: 8 });
}

/** A PNG as a `data:` URI, for `<img>` and SVG's `<image>`. Throws as {@link encodePng}. */
export function pngDataUri(image: RgbaImage): string {
  const bytes = encodePng(image);
  let binary = '';
  // In slices: a spread of a large array overflows the call stack.
  for (let i = 0; i < bytes.length; i += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return `data:image/png;base64,${btoa(binary)}`;
}
