import { invalidFile } from '@csm/base';
import type { PictureDecoder } from './picture.js';

/** The decoder in browsers: `createImageBitmap`, read back through an offscreen canvas. */
export const browserDecoder: PictureDecoder = async (bytes) => {
  checkEndMark(bytes);
  // The cast: the DOM types require bytes that cannot be backed by shared memory.
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw invalidFile('browserDecoder: the browser provides no 2D canvas.');
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, width, height);
    context.drawImage(bitmap, 0, 0);
    const rgba = context.getImageData(0, 0, width, height).data;
    const data = new Uint8Array(width * height * 3);
    for (let pixel = 0; pixel < width * height; pixel++) {
      data.set(rgba.subarray(4 * pixel, 4 * pixel + 3), 3 * pixel);
    }
    return { width, height, channels: 3, data, white: 255 };
  } finally {
    bitmap.close();
  }
};

/**
 * Checks that a picture is not truncated, since browsers silently decode the part that exists. A complete picture has
 * an end mark near its end: JPEG's EOI (ff d9), PNG's IEND chunk. Some cameras and editors append a few bytes.
 *
 * @throws if there is no end mark.
 */
export function checkEndMark(bytes: Uint8Array): void {
  const mark = bytes[0] === 0xff ? [0xff, 0xd9] : [0x49, 0x45, 0x4e, 0x44];
  const tail = bytes.subarray(-Math.min(4096, Math.ceil(bytes.length / 2)));
  for (let at = tail.length - mark.length; at >= 0; at--) {
    if (mark.every((byte, i) => tail[at + i] === byte)) return;
  }
  throw invalidFile('browserDecoder: the end mark is missing.');
}
