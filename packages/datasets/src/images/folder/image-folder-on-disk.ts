import { checkPath } from '@csm/base';
import { folderFiles } from '../../files/folder-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { checkImageFolderOptions, type ImageFolderOptions } from './image-folder-options.js';
import { openImageFolder } from './open-image-folder.js';

/** Options of `imageFolder` in Node. */
export interface ImageFolderOnDiskOptions extends ImageFolderOptions {
  /** The path of the folder. Folders inside it are searched too. */
  readonly root: string;
}

/**
 * Opens a folder of pictures (JPEG, PNG, PGM, PPM) with attributes from a CSV file in it (see `readAttributeTable`) or
 * from the paths of the pictures. Ids are those in the CSV, or the paths. Pictures that the CSV does not list are left out
 * and listed in `skipped()`. Decoding JPEG and PNG needs sharp (`npm install sharp`).
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming file and line: if the folder or the table is missing or damaged, if
 * an id leads out of the folder or is ambiguous, if no id is the name of a picture, and for bad images, depending on
 * `onBadImage`.
 *
 * @example
 * const faces = await imageFolder({ root: 'data/cmu-faces', channels: 1 });
 * const covered = faces.idsWhere({ eyes: 'sunglasses', pose: 'straight' });
 * @example
 * await imageFolder({ root: 'data/pets', size: 64, attributes: (path) => ({ cat: path.startsWith('cats/') }) });
 * @category Images
 */
export async function imageFolder(options: ImageFolderOnDiskOptions): Promise<ImageDataset> {
  checkImageFolderOptions('imageFolder', options, 'root');
  checkPath('imageFolder', 'root', options.root, 'a folder');
  options.signal?.throwIfAborted();
  const files = await folderFiles('imageFolder', options.root);
  return openImageFolder(files, await sharpDecoder('imageFolder'), options);
}
