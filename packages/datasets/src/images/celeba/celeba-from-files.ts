import { browserFiles } from '../../files/browser-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { browserDecoder } from '../pictures/browser-decoder.js';
import { type CelebaOptions, checkCelebaOptions } from './celeba-options.js';
import { openCelebA } from './open-celeba.js';

/** Options of `celebA` in browsers. */
export interface CelebaFilesOptions extends CelebaOptions {
  /** The files of a folder, as from `<input type="file" webkitdirectory>`. */
  readonly files: Iterable<File>;
}

/**
 * Opens CelebA in a browser, from the files of a folder that the user chose; nothing leaves the page. Otherwise the same as
 * `celebA` of `@csm/datasets/node`, except that images are decoded by `createImageBitmap`.
 *
 * @example
 * const faces = await celebA({ files: folderInput.files, size: 128 });
 * @category Images
 */
export async function celebA(options: CelebaFilesOptions): Promise<ImageDataset> {
  checkCelebaOptions('celebA', options, 'files');
  options.signal?.throwIfAborted();
  return openCelebA(browserFiles('celebA', options.files), browserDecoder, options);
}
