import { invalidFile } from '@csm/base';
import type { FileStore } from '../../files/file-store.js';
import { type ImageDataset, imageDataset } from '../image-dataset.js';
import { decodePicture } from '../pictures/decode-picture.js';
import type { Picture, PictureDecoder } from '../pictures/picture.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { folderAttributes } from './image-folder-attributes.js';
import type { ImageFolderOptions } from './image-folder-options.js';
import { isReadable, READ_EXTENSIONS, unreadablePictures, warnUnreadable } from './unreadable-pictures.js';

/** `imageFolder` for any file store and any decoder. */
export async function openImageFolder(
  store: FileStore,
  decode: PictureDecoder,
  options: ImageFolderOptions,
): Promise<ImageDataset> {
  const where = 'imageFolder';
  const {
    channels = 3,
    resize,
    onBadImage = 'throw',
    signal,
    onProgress,
    onWarning = console.warn,
  } = options;
  const paths = await store.paths(signal, onProgress);
  const pictures = paths.filter(isReadable);
  const unreadable = unreadablePictures(paths);
  if (pictures.length === 0) {
    throw invalidFile(
      `${where}: expected pictures (${READ_EXTENSIONS.map((each) => `.${each}`).join(', ')}) in ${store.name}; it holds ` +
        `${paths.slice(0, 8).join(', ') || 'no files'}.`,
    );
  }
  warnUnreadable(`${where}: ${store.name}`, unreadable, onWarning);
  const { table, pathOf, missing, unlisted } = await folderAttributes(store, paths, pictures, options);
  const [first] = missing;
  if (first && onBadImage === 'throw') {
    throw invalidFile(
      `${where}: expected a picture for every id; ${first.reason} for "${first.id}" (${missing.length} such ids); pass ` +
        "onBadImage: 'skip' to leave them out.",
    );
  }
  const load = async (id: string): Promise<LoadedPicture> => {
    const path = pathOf.get(id) ?? id;
    const file = `${store.name}/${path}`;
    const picture = await decodePicture(await store.read(path), decode, `${where}: ${file}`);
    return { path, file, picture };
  };
  const [height, width, sizedBy] = await imageSize(options, table.ids, load);
  return imageDataset({
    name: where,
    imageShape: [height, width, channels],
    attributes: table,
    onBadImage,
    skipped: [...missing, ...unlisted, ...unreadable],
    load: async (id) => {
      const { file, picture } = await load(id);
      if (sizedBy && (picture.height !== height || picture.width !== width)) {
        throw invalidFile(
          `${where}: ${file}: expected ${width}×${height} pixels (width × height) as ${sizedBy} has; got ` +
            `${picture.width}×${picture.height}; pass size to stretch all pictures to it.`,
        );
      }
      return resizePicture(picture, { width, height, channels, resize });
    },
  });
}

interface LoadedPicture {
  /** In the folder. */
  readonly path: string;
  /** The beginning of messages, including the folder. */
  readonly file: string;
  readonly picture: Picture;
}

/** Height and width and, unless the options give them, the picture from which they were taken. */
async function imageSize(
  { size, onBadImage, signal }: ImageFolderOptions,
  ids: readonly string[],
  load: (id: string) => Promise<LoadedPicture>,
): Promise<[height: number, width: number, sizedBy?: string]> {
  if (typeof size === 'number') return [size, size];
  if (size) return [size[0], size[1]];
  let firstError: unknown;
  for (const id of ids) {
    signal?.throwIfAborted();
    try {
      const { path, picture } = await load(id);
      return [picture.height, picture.width, path];
    } catch (error) {
      if (onBadImage !== 'skip') throw error;
      firstError ??= error;
    }
  }
  throw firstError;
}
