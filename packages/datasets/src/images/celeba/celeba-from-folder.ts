import { folderFiles } from '../../files/folder-files.js';
import type { ImageDataset } from '../image-dataset.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { type CelebaOptions, openCelebA, requireCelebaOptions } from './open-celeba.js';

/** Options of `celebA` in Node. */
export interface CelebaFolderOptions extends CelebaOptions {
  /** The folder that holds `img_align_celeba` and the tables, perhaps in folders of their own. */
  readonly root: string;
}

/**
 * Opens CelebA (Liu et al., Deep Learning Face Attributes in the Wild, ICCV 2015) on disk: the aligned images
 * (`img_align_celeba/`), `list_attr_celeba`, `list_landmarks_align_celeba` and, for `split`, `list_eval_partition`, each
 * as txt or CSV. The tables are joined by image id, never by position. Images are [size, size, 3] in [0, 1], attributes 0
 * and 1, splits 'train', 'valid' and 'test'. Decoding needs sharp (`npm install sharp`).
 *
 * Throws, naming the file and line, where a file is missing, broken or another one: see the readers of the tables; where
 * no image has a row; and as `onBadImage` says.
 *
 * @example
 * const faces = await celebA({ root: 'data/celeba', size: 128 });
 * const smiling = faces.idsWhere({ Smiling: 1 }, faces.split('train')).slice(0, 500);
 * for await (const { ids, images } of faces.batches({ ids: smiling })) console.log(ids, images.shape);
 */
export async function celebA(options: CelebaFolderOptions): Promise<ImageDataset> {
  requireCelebaOptions('celebA', options, "{ root: 'data/celeba' }");
  options.signal?.throwIfAborted();
  return openCelebA(await folderFiles('celebA', options.root), await sharpDecoder('celebA'), options);
}
