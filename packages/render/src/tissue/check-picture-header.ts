import { invalidFile } from '@csm/base';
import type { Metadata } from 'sharp';

/** The part of sharp's metadata that decides how much memory decoding takes. */
export type PictureHeader = Pick<Metadata, 'format' | 'width' | 'height' | 'isProgressive'>;

/** A longer side is rejected: decoders keep several whole rows. */
const MAX_PICTURE_SIDE = 5_000_000;

/** Pictures that are decoded as a whole: 50 megapixels take 200 MB in four channels. */
const MAX_WHOLE_PIXELS = 50_000_000;
/** A progressive JPEG takes 2 bytes per number while it is decoded: 100 megapixels take 300 to 600 MB. */
const MAX_PROGRESSIVE_PIXELS = 100_000_000;

/**
 * The pixels that a byte of a file can hold: deflate makes at most 1032 bytes of one, LZW at most 1366, and a byte holds at most
 * eight pixels; each block of 64 pixels of a JPEG takes at least one bit.
 */
const MAX_PIXELS_PER_BYTE: Readonly<Record<string, number>> = { png: 8 * 1032, tiff: 8 * 1366, jpeg: 8 * 64 };

/**
 * Checks the size of a picture before it is decoded.
 * @param bytes the size of the file.
 * @throws if the picture would take more than about half a gigabyte, or if the file is too short for its size.
 */
export function checkPictureHeader(where: string, header: PictureHeader, bytes: number): void {
  const { format = 'picture', width = 0, height = 0, isProgressive = false } = header;
  const pixels = width * height;
  const found = `the header says ${width}×${height} pixels`;
  const remedy = 'make the picture smaller, or check whether the file is damaged';
  if (Math.max(width, height) > MAX_PICTURE_SIDE) {
    throw invalidFile(`${where}: expected sides of at most ${MAX_PICTURE_SIDE} pixels; ${found}; ${remedy}.`);
  }
  const hasStrips = format in MAX_PIXELS_PER_BYTE && !isProgressive;
  const most = format === 'jpeg' ? MAX_PROGRESSIVE_PIXELS : MAX_WHOLE_PIXELS;
  if (!hasStrips && pixels > most) {
    throw invalidFile(
      `${where}: expected at most ${most / 1e6} megapixels in a picture without strips (${format}${isProgressive ? ', progressive' : ''}); ` +
        `${found}; ${remedy}.`,
    );
  }
  if (pixels > (MAX_PIXELS_PER_BYTE[format] ?? Number.POSITIVE_INFINITY) * bytes) {
    throw invalidFile(
      `${where}: ${found}, more than the ${bytes} bytes of the ${format} can hold; download or copy the file again.`,
    );
  }
}
