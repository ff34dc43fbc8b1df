import { invalidFile, likeness } from '@csm/base';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { netpbmHeader } from './netpbm.js';
import { MAX_PIXELS } from './picture.js';

/** The formats that can be read. */
export type PictureFormat = 'JPEG' | 'PNG' | 'PGM/PPM';

/**
 * Determines the format of a picture from its first bytes, never from its name, and checks the size in its header.
 *
 * @throws before anything is decoded: if the file is empty, an HTML page, a Git LFS pointer or of another format, if the
 * header has no size, and if the picture has more than {@link MAX_PIXELS} pixels.
 */
export function pictureFormat(bytes: Uint8Array, where: string): PictureFormat {
  const format = formatOf(bytes);
  if (!format) {
    const found = likeness(bytes);
    if (found) throw invalidFile(`${where}: expected a picture; this is ${found.what}; ${found.remedy}.`);
    const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw invalidFile(
      `${where}: expected a JPEG, PNG, PGM or PPM; the file begins with the bytes ${start}; convert the picture.`,
    );
  }
  const { width, height } = pictureSize(bytes, format, where);
  const megapixels = (width * height) / 1e6;
  if (!(megapixels > 0)) {
    throw invalidFile(
      `${where}: expected a picture with pixels; the ${format} header says ${width}×${height}; download or copy the file again.`,
    );
  }
  if (width * height > MAX_PIXELS) {
    throw invalidFile(
      `${where}: expected at most ${MAX_PIXELS / 1e6} megapixels; the ${format} header says ${width}×${height} pixels; ` +
        'make the picture smaller, or check whether the file is damaged.',
    );
  }
  return format;
}

function formatOf(bytes: Uint8Array): PictureFormat | undefined {
  const begins = (...start: number[]) => start.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xd8)) return 'JPEG';
  if (begins(0x89, 0x50, 0x4e, 0x47)) return 'PNG';
  if (begins(0x50) && [0x32, 0x33, 0x35, 0x36].includes(bytes[1] ?? 0)) return 'PGM/PPM';
  return undefined;
}

/** The size of a picture according to its header. */
export function pictureSize(
  bytes: Uint8Array,
  format: PictureFormat,
  where: string,
): { readonly width: number; readonly height: number } {
  if (format === 'PGM/PPM') return netpbmHeader(bytes, where);
  try {
    return (format === 'JPEG' ? JPG : PNG).calculate(bytes);
  } catch (cause) {
    throw invalidFile(
      `${where}: the header of the ${format} is truncated or damaged; download or copy the file again.`,
      { cause },
    );
  }
}
