import { invalidFile } from '@csm/base';
import { type FileStore, fileName } from '../../files/file-store.js';

/** The paths of CelebA's files in a store. */
export interface CelebaFiles {
  readonly attributes: string;
  readonly landmarks: string | undefined;
  readonly partition: string | undefined;
  /** The path of each image, by id. */
  readonly imagePaths: ReadonlyMap<string, string>;
}

/** The folder of the pictures. */
export const IMAGE_FOLDER = 'img_align_celeba';

/** The names that a table may have, by its name without ending. */
export const tableNames = (name: string): readonly string[] =>
  ['.txt', '.csv', '.txt.gz', '.csv.gz'].map((end) => name + end);

/**
 * Finds the images and the tables of CelebA below a root, as laid out by the official archives (`Img/`, `Anno/`, `Eval/`),
 * torchvision, or Kaggle (a folder inside a folder of the same name). If several files have the same name, the one nearest
 * to the root is used, and txt rather than CSV.
 *
 * @throws if there are no images or no attributes, or no landmarks although they are needed.
 */
export function findCelebaFiles(
  caller: string,
  store: FileStore,
  paths: readonly string[],
  needsLandmarks: boolean,
): CelebaFiles {
  const table = (name: string) =>
    paths
      .filter((path) => tableNames(name).includes(fileName(path)))
      .sort((a, b) => depth(a) - depth(b) || Number(a.includes('.csv')) - Number(b.includes('.csv')))[0];
  const required = (name: string, hint: string) => {
    const path = table(name);
    if (path) return path;
    throw invalidFile(`${caller}: expected ${name}.txt or ${name}.csv in ${store.name}; ${hint}.`);
  };
  const holds = `it holds ${paths.slice(0, 8).join(', ') || 'no files'}${paths.length > 8 ? ', …' : ''}`;
  const imagePaths = new Map<string, string>();
  for (const path of paths) {
    const [, id] = /(?:^|\/)img_align_celeba\/([^/]+)$/.exec(path) ?? [];
    const other = id === undefined ? undefined : imagePaths.get(id);
    if (id !== undefined && (other === undefined || depth(path) < depth(other))) imagePaths.set(id, path);
  }
  const attributes = required('list_attr_celeba', holds);
  if (imagePaths.size === 0) {
    throw invalidFile(`${caller}: expected images in ${store.name}/img_align_celeba; ${holds}.`);
  }
  return {
    attributes,
    landmarks: needsLandmarks
      ? required(
          'list_landmarks_align_celeba',
          "there is no such file; download it, or pass crop: 'whole' to use uncropped images",
        )
      : undefined,
    partition: table('list_eval_partition'),
    imagePaths,
  };
}

const depth = (path: string) => path.split('/').length;
