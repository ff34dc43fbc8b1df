import { stat } from 'node:fs/promises';
import { checkCount, checkOptions, invalidFile } from '@csm/base';
import { MAX_SIDE } from '../checks/check-output-size.js';
import type { DrawnImage } from '../pictures/rgba-image.js';
import { checkPictureHeader } from './check-picture-header.js';

/** A picture that was reduced while it was read. */
export interface SpotImage {
  readonly image: DrawnImage;
  /**
   * The same picture as the bytes of a JPEG (quality 90, colours at full resolution), for the option `image` of `spotMap`: figures
   * are several times smaller than with `image`, which is embedded as a PNG.
   */
  readonly jpeg: Uint8Array<ArrayBuffer>;
  /** Pixels of `image` per pixel of the file, for the option `imageScale` of `spotMap`. */
  readonly scale: number;
  /** Width and height of the picture in the file. */
  readonly fullSize: readonly [width: number, height: number];
}

/** Options of {@link readSpotImage}. */
export interface ReadSpotImageOptions {
  /** Longest side of the result in pixels, 16 to 16384; smaller pictures are not enlarged. Default 2000. */
  readonly longestSide?: number | undefined;
}

/**
 * Reads the picture of a tissue (JPEG, PNG, TIFF, WebP) at the size that a figure needs. The whole picture is never
 * in memory: it is decoded in strips, which are reduced at once (a JPEG to 1/2, 1/4 or 1/8 within its decoder), so that 92
 * megapixels take 90 MB, including the result of 16 MB. Progressive JPEGs have no
 * strips and need more memory, so they may have 100 megapixels; interlaced PNGs, WebP and GIF may have 50. The EXIF orientation is not applied, because the positions of spots are those of the stored
 * pixels.
 *
 * Decoded by sharp (libvips), an optional peer dependency.
 *
 * @throws if sharp is not installed, or if the file is missing, damaged or not a picture.
 * @category Pictures
 */
export async function readSpotImage(path: string, options: ReadSpotImageOptions = {}): Promise<SpotImage> {
  checkOptions('readSpotImage', options, { longestSide: true });
  const { longestSide = 2000 } = options;
  checkCount('readSpotImage', 'longestSide', longestSide, { min: 16, max: MAX_SIDE });
  const { default: sharp } = await import('sharp').catch((cause: Error) => {
    throw invalidFile(
      `readSpotImage: ${path} cannot be decoded without sharp (${cause.message}); run npm install sharp.`,
      { cause },
    );
  });
  try {
    const file = sharp(path, { limitInputPixels: 2 ** 32, sequentialRead: true, failOn: 'warning' });
    forgetFiles(sharp);
    const header = await file.metadata();
    checkPictureHeader(`readSpotImage: ${path}`, header, (await stat(path)).size);
    const { width, height } = header;
    const { data, info } = await file
      .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const image = { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
    const jpeg = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
      .removeAlpha()
      .jpeg({ quality: 90, chromaSubsampling: '4:4:4' })
      .toBuffer();
    return { image, jpeg: new Uint8Array(jpeg), scale: info.width / width, fullSize: [width, height] };
  } catch (cause) {
    if ((cause as { code?: unknown }).code === 'ERR_INVALID_FILE') throw cause;
    throw invalidFile(
      `readSpotImage: expected a picture; ${path} cannot be read (${(cause as Error).message}).`,
      {
        cause,
      },
    );
  }
}

/**
 * Empties libvips' cache, which knows files by their paths only: if a file was replaced since it was read, the old header would
 * be used. The limits of the cache remain.
 */
function forgetFiles({ cache }: Pick<typeof import('sharp').default, 'cache'>): void {
  const { memory, files, items } = cache();
  cache(false);
  cache({ memory: memory.max, files: files.max, items: items.max });
}
