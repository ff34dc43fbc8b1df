import type { PictureDecoder } from './picture.js';

/** The decoder for browsers: `createImageBitmap`, read back through a canvas that nobody sees. */
export const browserDecoder: PictureDecoder = async (bytes) => {
  refuseCutShort(bytes);
  // The cast: the DOM types ask for bytes that are surely not backed by shared memory.
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  try {
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('this browser gives no 2D canvas');
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
 * Browsers decode what there is of a cut picture and say nothing. A whole one has its end mark near its end: JPEG's
 * EOI (ff d9), PNG's IEND chunk. Some cameras and editors append a little.
 */
export function refuseCutShort(bytes: Uint8Array): void {
  const mark = bytes[0] === 0xff ? [0xff, 0xd9] : [0x49, 0x45, 0x4e, 0x44];
  const tail = bytes.subarray(-Math.min(4096, Math.ceil(bytes.length / 2)));
  for (let at = tail.length - mark.length; at >= 0; at--) {
    if (mark.every((byte, i) => tail[at + i] === byte)) return;
  }
  throw new Error('no end mark');
}
