import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import { standIn } from '../../files/likeness.js';
import { netpbmHeader } from './netpbm.js';
import { maxPixels } from './picture.js';

/** The formats that are read. */
export type PictureFormat = 'JPEG' | 'PNG' | 'PGM/PPM';

/**
 * The format of a picture by its first bytes, never by its name, after its size was read from the header.
 * Throws, beginning with `where`, on an empty file, an HTML page or a Git LFS pointer in the picture's place, another
 * format, a header without a size, and more than {@link maxPixels} pixels: all before anything is decoded.
 */
export function pictureFormat(bytes: Uint8Array, where: string): PictureFormat {
  if (bytes.length === 0) throw new Error(`${where}: the file is empty (0 bytes); get it again`);
  const format = formatOf(bytes);
  if (!format) {
    const text = new TextDecoder().decode(bytes.subarray(0, 200));
    const start = Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new Error(
      `${where}: ${standIn(text, 'a picture') ?? `expected a JPEG, PNG, PGM or PPM; the file begins with the bytes ${start}`}`,
    );
  }
  const { width, height } = sizeOf(bytes, format, where);
  if (!(width > 0 && height > 0)) {
    throw new Error(`${where}: the ${format} header says ${width}×${height} pixels; get the file again`);
  }
  if (width * height > maxPixels) {
    throw new Error(
      `${where}: the ${format} header says ${width}×${height} pixels; more than ${maxPixels / 1e6} megapixels are not ` +
        'decoded; make the picture smaller, or see whether the file is damaged',
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

function sizeOf(bytes: Uint8Array, format: PictureFormat, where: string): { width: number; height: number } {
  if (format === 'PGM/PPM') return netpbmHeader(bytes, where);
  try {
    return (format === 'JPEG' ? JPG : PNG).calculate(bytes);
  } catch (error) {
    throw new Error(`${where}: the ${format} is cut short or damaged in its header; get it again`, {
      cause: error,
    });
  }
}
