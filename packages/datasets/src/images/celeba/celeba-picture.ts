import { invalidFile } from '@csm/base';
import { decodePicture } from '../pictures/decode-picture.js';
import type { CropBox, PictureDecoder } from '../pictures/picture.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { celebaImageSize } from './celeba-crop.js';
import type { CelebaOptions } from './celeba-options.js';

/** An image of CelebA: the crop of a picture, stretched to a square. @param at the beginning of messages, with the file. */
export async function celebaPicture(
  bytes: Uint8Array,
  box: CropBox | undefined,
  decode: PictureDecoder,
  { size = 128, crop = 'landmarks', resize }: Pick<CelebaOptions, 'size' | 'crop' | 'resize'>,
  at: string,
): Promise<Float32Array> {
  const picture = await decodePicture(bytes, decode, at);
  const { width, height } = celebaImageSize;
  if (crop === 'landmarks' && (picture.width !== width || picture.height !== height)) {
    throw invalidFile(
      `${at}: expected ${width}×${height} pixels, in which the landmarks are measured; got ` +
        `${picture.width}×${picture.height}; use img_align_celeba, or pass crop: 'whole'.`,
    );
  }
  return resizePicture(picture, { crop: box, width: size, height: size, channels: 3, resize });
}
