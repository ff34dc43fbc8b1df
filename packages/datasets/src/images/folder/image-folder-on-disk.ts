import { folderFiles } from '../../files/folder-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { type ImageFolderOptions, openImageFolder, requireImageFolderOptions } from './open-image-folder.js';

/** Options of `imageFolder` in Node. */
export interface ImageFolderOnDiskOptions extends ImageFolderOptions {
  /** The folder; folders in it are searched too. */
  readonly root: string;
}

/**
 * Opens a folder of pictures (JPEG, PNG, PGM, PPM) with attributes from a CSV file in it (see `readAttributeTable`) or
 * from the pictures' paths. Ids are those of the CSV, or the paths. Pictures that the CSV does not list are left out, and
 * named in `skipped()`. Decoding JPEG and PNG needs sharp (`npm install sharp`).
 *
 * Throws, naming file and line, on a folder or table that is missing or broken, on an id that leaves the folder or is
 * ambiguous, where no id is the name of a picture, and as `onBadImage` says.
 *
 * @example
 * const faces = await imageFolder({ root: 'data/cmu-faces', channels: 1 });
 * const covered = faces.idsWhere({ eyes: 'sunglasses', pose: 'straight' });
 * @example
 * await imageFolder({ root: 'data/pets', size: 64, attributes: (path) => ({ cat: path.startsWith('cats/') }) });
 */
export async function imageFolder(options: ImageFolderOnDiskOptions): Promise<ImageDataset> {
  requireImageFolderOptions('imageFolder', options, "{ root: 'data/cmu-faces' }");
  options.signal?.throwIfAborted();
  const files = await folderFiles('imageFolder', options.root);
  return openImageFolder(files, await sharpDecoder('imageFolder'), options);
}
