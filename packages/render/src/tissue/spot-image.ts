import type { RgbaImage } from '../pictures/rgba-image.js';

/** A picture made smaller while it was read. */
export interface SpotImage {
  readonly image: RgbaImage;
  /** Pixels of `image` for one pixel of the file: `imageScale` of `spotMap`. */
  readonly scale: number;
  /** Width and height of the picture in the file. */
  readonly fullSize: readonly [width: number, height: number];
}

/** Options of {@link readSpotImage}. */
export interface ReadSpotImageOptions {
  /** Longest side of the result in pixels; a smaller picture stays as it is. Default 2000. */
  readonly longestSide?: number;
}

/**
 * Reads the picture of a tissue (JPEG, PNG, TIFF, WebP) at the size that a figure needs. The whole picture is never in
 * memory: it is decoded strip by strip and made smaller on the way (a JPEG to 1/2, 1/4 or 1/8 within its decoder), so 92
 * megapixels took 90 MB, the result of 16 MB included. Progressive JPEGs and interlaced PNGs have no strips and take more. Its EXIF orientation is
 * not applied: the places of spots are those of the stored pixels.
 *
 * Decoding is by sharp (libvips), an optional peer dependency.
 *
 * @throws Error where sharp is not installed, for a file that is missing, cut off or no picture; RangeError unless
 * `longestSide` is a whole number from 16 to 16384
 */
export async function readSpotImage(
  path: string,
  { longestSide = 2000 }: ReadSpotImageOptions = {},
): Promise<SpotImage> {
  if (!(Number.isInteger(longestSide) && longestSide >= 16 && longestSide <= 16384)) {
    throw new RangeError(
      `readSpotImage: expected longestSide as a whole number, 16 to 16384; got ${longestSide}`,
    );
  }
  const { default: sharp } = await import('sharp').catch((cause: Error) => {
    throw new Error(`readSpotImage: decoding pictures needs sharp; npm install sharp (${cause.message})`, {
      cause,
    });
  });
  try {
    const file = sharp(path, { limitInputPixels: 2 ** 32, sequentialRead: true, failOn: 'warning' });
    const { width, height } = await file.metadata();
    const { data, info } = await file
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
    return { image, scale: info.width / width, fullSize: [width, height] };
  } catch (cause) {
    throw new Error(`readSpotImage: cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}
