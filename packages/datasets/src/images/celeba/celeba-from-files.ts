import { browserFiles } from '../../files/browser-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { browserDecoder } from '../pictures/browser-decoder.js';
import { type CelebaOptions, openCelebA, requireCelebaOptions } from './open-celeba.js';

/** Options of `celebA` in browsers. */
export interface CelebaFilesOptions extends CelebaOptions {
  /** The files of a folder, as `<input type="file" webkitdirectory>` gives them. */
  readonly files: Iterable<File>;
}

/**
 * Opens CelebA in a browser, from the files of a folder that the user chose; nothing leaves the page. As `celebA` of
 * `@csm/datasets/node` in every other way; images are decoded by `createImageBitmap`.
 *
 * @example
 * const faces = await celebA({ files: folderInput.files, size: 128 });
 */
export async function celebA(options: CelebaFilesOptions): Promise<ImageDataset> {
  requireCelebaOptions('celebA', options, '{ files: input.files }');
  options.signal?.throwIfAborted();
  return openCelebA(browserFiles('celebA', options.files), browserDecoder, options);
}
