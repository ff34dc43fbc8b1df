import { encode } from 'fast-png';
import { checkOutputSize } from '../checks/check-output-size.js';
import { checkRgbaImage, type RgbaImage } from './rgba-image.js';

/**
 * Encodes a picture as the bytes of a PNG file (8 bits, RGBA), which `new Blob([bytes])` takes.
 * @throws if the picture is malformed, or has more than 16384 pixels a side.
 * @category Pictures
 */
export function encodePng(image: RgbaImage): Uint8Array<ArrayBuffer> {
  checkRgbaImage('encodePng', image);
  checkOutputSize('encodePng', image.width, image.height);
  const { width, height, data } = image;
  return new Uint8Array(encode({ width, height, data, channels: 4, depth: 8 }));
}

/**
 * Encodes a picture as a PNG in a `data:` URI, for `<img>` and SVG's `<image>`. @throws as {@link encodePng}.
 * @category Pictures
 */
export function pngDataUri(image: RgbaImage): string {
  return dataUri('image/png', encodePng(image));
}

/** The bytes of a file as a `data:` URI. */
export function dataUri(type: 'image/png' | 'image/jpeg', bytes: Uint8Array): string {
  const slices: string[] = [];
  // Converts slices, because spreading a large array would overflow the call stack.
  for (let i = 0; i < bytes.length; i += 0x8000) {
    slices.push(String.fromCharCode(...bytes.subarray(i, i + 0x8000)));
  }
  return `data:${type};base64,${btoa(slices.join(''))}`;
}
