import { maxPixels, type PictureDecoder } from './picture.js';

/**
 * The decoder for Node: sharp (libvips with libjpeg-turbo's descendant mozjpeg, and libpng), which decodes on threads of
 * its own. It is an optional peer dependency, loaded here and not before. Rejects, beginning with `where`, where it is
 * not installed.
 */
export async function sharpDecoder(where: string): Promise<PictureDecoder> {
  const { default: sharp } = await import('sharp').catch((error: Error) => {
    throw new Error(`${where}: decoding JPEG and PNG needs sharp; npm install sharp (${error.message})`, {
      cause: error,
    });
  });
  return async (bytes) => {
    const { data, info } = await sharp(bytes, { limitInputPixels: maxPixels, failOn: 'warning' })
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels as 1 | 3, data, white: 255 };
  };
}
