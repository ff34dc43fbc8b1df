import { JPG } from 'image-size/types/jpg';
import { PNG } from 'image-size/types/png';
import ndarray from 'ndarray';
import type { FileStore } from '../../files/file-store.js';
import { decodePicture } from '../../images/pictures/decode-picture.js';
import type { Picture, PictureDecoder } from '../../images/pictures/picture.js';
import { pictureFormat } from '../../images/pictures/picture-header.js';
import type { TissueImage } from '../tissue-image.js';
import type { ScaleFactors } from './scale-factors.js';

/**
 * The pictures of the tissue: their sizes are read from their headers, their pixels when they are asked for.
 * Throws on a file that is no picture, and on a picture whose scale is not known.
 */
export async function visiumImages(
  where: string,
  store: FileStore,
  { paths, scales }: { readonly paths: ReadonlyMap<string, string> } & Pick<ScaleFactors, 'scales'>,
  decoder: () => Promise<PictureDecoder>,
): Promise<TissueImage[]> {
  const images: TissueImage[] = [];
  for (const [name, path] of paths) {
    const scale = scales[name];
    if (scale === undefined) {
      throw new Error(
        `${where}: scalefactors_json.json has no tissue_${name}_scalef, which ${path} needs; it has: ${Object.keys(scales).join(', ') || 'none'}`,
      );
    }
    const here = `${where}: ${path}`;
    const bytes = await store.read(path);
    const format = pictureFormat(bytes, here);
    if (format === 'PGM/PPM') throw new Error(`${here}: expected a PNG or JPEG; this is a ${format}`);
    const { width, height } = (format === 'PNG' ? PNG : JPG).calculate(bytes);
    const read = async () => rgb(await decodePicture(await store.read(path), await decoder(), here));
    images.push({ name, width, height, scale, read });
  }
  return images;
}

/** [height, width, 3]: three equal channels of a grey picture. */
function rgb({ width, height, channels, data, white }: Picture): ReturnType<typeof ndarray<Uint8Array>> {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) {
    const value = data[channels === 3 ? i : Math.floor(i / 3)]!;
    pixels[i] = white === 255 ? value : Math.round((value * 255) / white);
  }
  return ndarray(pixels, [height, width, 3]);
}
