import { imageFolder } from '@csm/datasets/node';
import { readSpotImage } from '@csm/render/node';
import { picturesOfAllFormats } from '../../../packages/datasets/test/pictures-of-all-formats.js';
import type { FuzzReader } from '../fuzz-reader.js';
import { readEach, writeAll } from './tables.js';

const isRead = (name: string) => /\.(jpe?g|png|pgm|ppm)$/.test(name);

/** A folder of pictures. */
export const pictureReader: FuzzReader = {
  async write(folder) {
    const all = Object.entries(await picturesOfAllFormats()).filter(([name]) => isRead(name));
    return writeAll(folder, Object.fromEntries(all));
  },
  async read(folder, file) {
    const pictures = await imageFolder({ root: folder, size: 16, attributes: () => ({ a: 1 }) });
    const all = [];
    for (const id of file === undefined ? pictures.ids : [file]) all.push((await pictures.images([id])).data);
    return all;
  },
};

/** Pictures of tissue. */
export const spotImageReader: FuzzReader = {
  async write(folder) {
    const all = Object.entries(await picturesOfAllFormats()).filter(([name]) => !/\.p[gp]m$/.test(name));
    return writeAll(folder, Object.fromEntries(all));
  },
  read: (folder, file) =>
    readEach(folder, file, async (path) => (await readSpotImage(path, { longestSide: 16 })).image.data),
};
