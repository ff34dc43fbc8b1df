import { checkPath } from '@csm/base';
import { folderFiles } from '../../files/folder-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { type CelebaOptions, checkCelebaOptions } from './celeba-options.js';
import { openCelebA } from './open-celeba.js';

/** Options of `celebA` in Node. */
export interface CelebaFolderOptions extends CelebaOptions {
  /** The path of the folder with `img_align_celeba` and the tables. They may be in folders inside it. */
  readonly root: string;
}

/**
 * Opens CelebA (Liu et al., Deep Learning Face Attributes in the Wild, ICCV 2015) on disk: the aligned images
 * (`img_align_celeba/`), `list_attr_celeba`, `list_landmarks_align_celeba` and, for `split`, `list_eval_partition`, each
 * as txt or CSV. The tables are joined by image id, never by position. Images are [size, size, 3] in [0, 1], attributes
 * are 0 or 1, and the splits are `'train'`, `'valid'` and `'test'`. Decoding needs sharp (`npm install sharp`).
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming file and line: if a file is missing, damaged or of another format (see
 * the readers of the tables in `@csm/datasets/readers`), if no image has a row, and for bad images, depending on
 * `onBadImage`.
 *
 * @example
 * const faces = await celebA({ root: 'data/celeba', size: 128 });
 * const smiling = faces.idsWhere({ Smiling: 1 }, faces.split('train')).slice(0, 500);
 * for await (const { ids, images } of faces.batches({ ids: smiling })) console.log(ids, images.shape);
 * @category Images
 */
export async function celebA(options: CelebaFolderOptions): Promise<ImageDataset> {
  checkCelebaOptions('celebA', options, 'root');
  checkPath('celebA', 'root', options.root, 'a folder');
  options.signal?.throwIfAborted();
  return openCelebA(await folderFiles('celebA', options.root), await sharpDecoder('celebA'), options);
}
