import { invalidFile } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { FileStore } from '../../files/file-store.js';
import { readPlain } from '../../files/read-plain.js';
import { decodePicture } from '../../images/pictures/decode-picture.js';
import { MAX_PICTURE_BYTES, type Picture, type PictureDecoder } from '../../images/pictures/picture.js';
import { pictureFormat, pictureSize } from '../../images/pictures/picture-header.js';
import { NO_IMAGES } from '../no-images.js';
import type { TissueImage } from '../tissue-image.js';
import type { ScaleFactors } from './scale-factors.js';

/**
 * Opens the pictures of the tissue. Their sizes are read from their headers now; their pixels are read on demand.
 * @throws if a file is not a picture, and if the scale of a picture is unknown.
 */
export async function visiumImages(
  where: string,
  store: FileStore,
  { paths, scales }: { readonly paths: ReadonlyMap<string, string> } & Pick<ScaleFactors, 'scales'>,
  decoder: () => Promise<PictureDecoder>,
): Promise<TissueImage[]> {
  const images: TissueImage[] = [];
  for (const [name, path] of paths) {
    const scale = scales.get(name);
    if (scale === undefined) {
      const found = [...scales.keys()].map((each) => `tissue_${each}_scalef`).join(', ') || 'no scales';
      throw invalidFile(
        `${where}: scalefactors_json.json: expected tissue_${name}_scalef, the scale of ${path}; the file has ${found}; ${NO_IMAGES}.`,
      );
    }
    const here = `${where}: ${path}`;
    const bytes = await readPlain(store, path, { where: here, most: MAX_PICTURE_BYTES });
    const format = pictureFormat(bytes, here);
    if (format === 'PGM/PPM')
      throw invalidFile(`${here}: expected a PNG or JPEG; this is a ${format}; convert it, or ${NO_IMAGES}.`);
    const { width, height } = pictureSize(bytes, format, here);
    const read = async () =>
      rgb(
        await decodePicture(
          await readPlain(store, path, { where: here, most: MAX_PICTURE_BYTES }),
          await decoder(),
          here,
        ),
      );
    images.push({ name, width, height, scale, read });
  }
  return images;
}

/** [height, width, 3]. A grey picture gets three equal channels. */
function rgb({ width, height, channels, data, white }: Picture): NdArray<Uint8Array> {
  if (channels === 3 && data instanceof Uint8Array && white === 255) return ndarray(data, [height, width, 3]);
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const value = data[channels === 3 ? i : Math.floor(i / 3)] ?? 0;
    return white === 255 ? value : Math.round((value * 255) / white);
  });
  return ndarray(pixels, [height, width, 3]);
}
