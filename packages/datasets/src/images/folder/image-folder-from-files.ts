import { browserFiles } from '../../files/browser-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { browserDecoder } from '../pictures/browser-decoder.js';
import { type ImageFolderOptions, openImageFolder, requireImageFolderOptions } from './open-image-folder.js';

/** Options of `imageFolder` in browsers. */
export interface ImageFolderFilesOptions extends ImageFolderOptions {
  /** The files of a folder, as `<input type="file" webkitdirectory>` gives them, or dropped files. */
  readonly files: Iterable<File>;
}

/**
 * Opens a folder of pictures in a browser, from files that the user chose; nothing leaves the page. As `imageFolder` of
 * `@csm/datasets/node` in every other way; JPEG and PNG are decoded by `createImageBitmap`.
 *
 * @example
 * const pictures = await imageFolder({ files: folderInput.files, size: 64 });
 */
export async function imageFolder(options: ImageFolderFilesOptions): Promise<ImageDataset> {
  requireImageFolderOptions('imageFolder', options, '{ files: input.files }');
  options.signal?.throwIfAborted();
  return openImageFolder(browserFiles('imageFolder', options.files), browserDecoder, options);
}
