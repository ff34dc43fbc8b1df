import { invalidFile } from '@csm/base';
import { decodeNetpbm } from './netpbm.js';
import type { Picture, PictureDecoder } from './picture.js';
import { pictureFormat, pictureSize } from './picture-header.js';

/**
 * Decodes the bytes of a JPEG, PNG, PGM or PPM. JPEG and PNG are decoded by `decode`.
 *
 * @throws as {@link pictureFormat}, and if the pixels are truncated or damaged. (A JPEG with a few changed bytes can still
 * be a valid JPEG of something else, which no decoder detects.)
 */
export async function decodePicture(
  bytes: Uint8Array,
  decode: PictureDecoder,
  where: string,
): Promise<Picture> {
  const format = pictureFormat(bytes, where);
  if (format === 'PGM/PPM') return decodeNetpbm(bytes, where);
  const { width, height } = pictureSize(bytes, format, where);
  try {
    return await decode(bytes, width * height);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw invalidFile(
      `${where}: the ${format} is truncated or damaged; the decoder reports "${reason}"; download or copy the file again.`,
      { cause },
    );
  }
}
