import { checkPath, checkRequiredOptions, invalidArgument } from '@csm/base';
import { checkInnerPath } from '../../files/file-store.js';
import { folderFiles } from '../../files/folder-files.js';
import { fileSizes, type ImageReader, imageReader } from '../image-reader.js';
import { decodePicture } from '../pictures/decode-picture.js';
import type { ResizeMethod } from '../pictures/resize-method.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { checkImageFolderOptions } from './image-folder-options.js';

/** Options of {@link openImages}. */
export interface OpenImagesOptions {
  /** The path of the folder. */
  readonly root: string;
  /** [height, width] of the images, or one number for a square. Pictures are stretched to this size. */
  readonly size: number | readonly [height: number, width: number];
  /** 3 (red, green, blue) or 1 (grey). Default 3. */
  readonly channels?: 1 | 3 | undefined;
  /** How pictures are resized, as in `imageFolder`. Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
}

/**
 * Reads pictures of a folder by their paths in it, such as a part of the ids of `imageFolder`, without listing the folder: workers that
 * each read a part of millions of pictures begin at once. The images equal those of `imageFolder` with the same options.
 *
 * @throws Error with code `ERR_INVALID_FILE` if there is no such folder.
 *
 * @example
 * const reader = await openImages({ root: 'data/faces', size: 64 });
 * const { shape } = await reader.images(['a/000001.jpg', 'b/000002.png']); // [2, 64, 64, 3]
 * @category Images
 */
export async function openImages(options: OpenImagesOptions): Promise<ImageReader> {
  const where = 'openImages';
  checkRequiredOptions(where, options, { root: true, size: true, channels: true, resize: true });
  checkImageFolderOptions(where, options, 'root');
  const { root, size, channels = 3, resize } = options;
  checkPath(where, 'root', root, 'a folder');
  if (size === undefined) throw invalidArgument(`${where}: size must be given; pass the size of the images.`);
  const [height, width] = typeof size === 'number' ? [size, size] : size;
  const files = await folderFiles(where, root);
  const decode = await sharpDecoder(where);
  const reader = imageReader(where, [height, width, channels], async (id) => {
    checkInnerPath(`${where}.images`, id);
    const picture = await decodePicture(await files.read(id), decode, `${where}: ${root}/${id}`);
    return resizePicture(picture, { width, height, channels, resize });
  });
  return { ...reader, sizes: fileSizes(where, files.size) };
}
