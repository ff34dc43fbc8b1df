import { decodeNetpbm } from './netpbm.js';
import type { Picture, PictureDecoder } from './picture.js';
import { pictureFormat } from './picture-header.js';

/**
 * The picture in the bytes of a JPEG, PNG, PGM or PPM; the first two by `decode`.
 * Throws, beginning with `where`, as `pictureFormat`, and on pixels that are cut short or damaged. (A JPEG with a few
 * bytes changed can still be a JPEG of something else: no decoder sees that.)
 */
export async function decodePicture(
  bytes: Uint8Array,
  decode: PictureDecoder,
  where: string,
): Promise<Picture> {
  const format = pictureFormat(bytes, where);
  if (format === 'PGM/PPM') return decodeNetpbm(bytes, where);
  try {
    return await decode(bytes);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new Error(`${where}: the ${format} is cut short or damaged (${said}); get it again`, {
      cause: error,
    });
  }
}
