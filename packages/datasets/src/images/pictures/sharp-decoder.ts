import { MAX_PIXELS, type Picture, type PictureDecoder } from './picture.js';

/**
 * The decoder in Node: sharp (libvips with mozjpeg, a fork of libjpeg-turbo, and libpng), which decodes on its own
 * threads. It is an optional peer dependency, loaded here on first use.
 *
 * @throws if sharp is not installed: the error of the import, with its code `ERR_MODULE_NOT_FOUND`.
 */
export async function sharpDecoder(caller: string): Promise<PictureDecoder> {
  const { default: sharp } = await import('sharp').catch((error: Error) => {
    error.message = `${caller}: decoding JPEG and PNG needs the package sharp; loading it fails with "${error.message}"; run npm install sharp.`;
    throw error;
  });
  const decode = async (bytes: Uint8Array): Promise<Picture> => {
    const { data, info } = await sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'warning' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels as 1 | 3, data, white: 255 };
  };
  // Eight large pictures at once, as they are loaded ahead, would take gigabytes.
  let lastLarge: Promise<unknown> = Promise.resolve();
  return (bytes, pixels) => {
    if (pixels < LARGE_PIXELS) return decode(bytes);
    const next = lastLarge.then(() => decode(bytes));
    lastLarge = next.catch(() => {});
    return next;
  };
}

/** Pictures with more pixels are decoded one after another. */
const LARGE_PIXELS = 10_000_000;
