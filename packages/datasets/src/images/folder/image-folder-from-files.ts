import { browserFiles } from '../../files/browser-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { browserDecoder } from '../pictures/browser-decoder.js';
import { checkImageFolderOptions, type ImageFolderOptions } from './image-folder-options.js';
import { openImageFolder } from './open-image-folder.js';

/** Options of `imageFolder` in browsers. */
export interface ImageFolderFilesOptions extends ImageFolderOptions {
  /** The files of a folder, as from `<input type="file" webkitdirectory>`, or dropped files. */
  readonly files: Iterable<File>;
}

/**
 * Opens a folder of pictures in a browser, from files that the user chose; nothing leaves the page. Otherwise the same as
 * `imageFolder` of `@csm/datasets/node`, except that JPEG and PNG are decoded by `createImageBitmap`.
 *
 * @example
 * const pictures = await imageFolder({ files: folderInput.files, size: 64 });
 * @category Images
 */
export async function imageFolder(options: ImageFolderFilesOptions): Promise<ImageDataset> {
  checkImageFolderOptions('imageFolder', options, 'files');
  options.signal?.throwIfAborted();
  return openImageFolder(browserFiles('imageFolder', options.files), browserDecoder, options);
}
