import { invalidFile, likeness } from '@csm/base';
import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { netpbmHeader } from './netpbm.js';
import { MAX_PICTURE_SIDE, MAX_PIXELS, MAX_PROGRESSIVE_PIXELS } from './picture.js';

/** The formats that can be read. */
export type PictureFormat = 'JPEG' | 'PNG' | 'PGM/PPM';

/**
 * Determines the format of a picture from its first bytes, never from its name, and checks the size in its header.
 *
 * @throws before anything is decoded: if the file is empty, an HTML page, a Git LFS pointer or of another format, if the
 * header has no size, and if the picture has more than {@link MAX_PIXELS} pixels, or more than its bytes can hold.
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
  const isWhole = needsWholePicture(bytes, format);
  const most = isWhole ? MAX_PROGRESSIVE_PIXELS : MAX_PIXELS;
  if (width * height > most) {
    const kind = isWhole ? ' in a progressive or interlaced picture' : '';
    throw invalidFile(
      `${where}: expected at most ${most / 1e6} megapixels${kind}; the ${format} header says ${width}×${height} pixels; ` +
        'make the picture smaller, or check whether the file is damaged.',
    );
  }
  if (Math.max(width, height) > MAX_PICTURE_SIDE) {
    throw invalidFile(
      `${where}: expected sides of at most ${MAX_PICTURE_SIDE} pixels; the ${format} header says ${width}×${height} pixels; ` +
        'make the picture smaller, or check whether the file is damaged.',
    );
  }
  if (width * height > MAX_PIXELS_PER_BYTE[format] * bytes.length) {
    throw invalidFile(
      `${where}: the ${format} header says ${width}×${height} pixels, more than ${bytes.length} bytes can hold; download or copy ` +
        'the file again.',
    );
  }
  return format;
}

/**
 * The pixels that a byte can hold: deflate makes at most 1032 bytes of one, and a byte of a PNG holds eight pixels of one bit;
 * every block of 64 pixels of a JPEG takes at least one bit.
 */
const MAX_PIXELS_PER_BYTE: Readonly<Record<PictureFormat, number>> = {
  PNG: 8 * 1032,
  JPEG: 8 * 64,
  // The pixels are counted when they are read.
  'PGM/PPM': Number.POSITIVE_INFINITY,
};

/** Whether a decoder has to decode the whole picture several times: a progressive JPEG, or an interlaced PNG. */
function needsWholePicture(bytes: Uint8Array, format: PictureFormat): boolean {
  if (format === 'PNG') return bytes[28] === 1;
  return format === 'JPEG' && isProgressive(bytes);
}

/** Whether the frame header of a JPEG (ITU-T T.81, B.2.2) is SOF2, SOF6, SOF10 or SOF14. */
function isProgressive(bytes: Uint8Array): boolean {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return marker % 4 === 2;
    else at += 2 + 256 * (bytes[at + 2] ?? 0) + (bytes[at + 3] ?? 0);
  }
  return false;
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
