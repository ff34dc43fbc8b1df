import { type FileStore, fileName } from '../../files/file-store.js';

/** Where the parts of CelebA are in a store. */
export interface CelebaFiles {
  readonly attributes: string;
  readonly landmarks: string | undefined;
  readonly partition: string | undefined;
  /** The path of each image, by id. */
  readonly imagePaths: ReadonlyMap<string, string>;
}

/**
 * Finds the images and the tables below a root, as the official archives (`Img/`, `Anno/`, `Eval/`), torchvision and
 * Kaggle (a folder in a folder of the same name) lay them out: of several files of one name the one nearest to the root,
 * and txt before CSV. Throws, beginning with `where`, without images, attributes, or landmarks where they are needed.
 */
export function findCelebaFiles(
  where: string,
  store: FileStore,
  paths: readonly string[],
  needsLandmarks: boolean,
): CelebaFiles {
  const table = (name: string) =>
    paths
      .filter((path) => ['.txt', '.csv', '.txt.gz', '.csv.gz'].some((end) => fileName(path) === name + end))
      .sort((a, b) => depth(a) - depth(b) || Number(a.includes('.csv')) - Number(b.includes('.csv')))[0];
  const required = (name: string, hint: string) => {
    const path = table(name);
    if (path) return path;
    throw new Error(`${where}: expected ${name}.txt or ${name}.csv in ${store.name}; ${hint}`);
  };
  const holds = `it holds ${paths.slice(0, 8).join(', ') || 'no files'}${paths.length > 8 ? ', …' : ''}`;
  const imagePaths = new Map<string, string>();
  for (const path of paths) {
    const [, id] = /(?:^|\/)img_align_celeba\/([^/]+)$/.exec(path) ?? [];
    if (id !== undefined && !imagePaths.has(id)) imagePaths.set(id, path);
  }
  const attributes = required('list_attr_celeba', holds);
  if (imagePaths.size === 0) {
    throw new Error(`${where}: expected the images in ${store.name}/img_align_celeba; ${holds}`);
  }
  return {
    attributes,
    landmarks: needsLandmarks
      ? required('list_landmarks_align_celeba', "get it, or pass crop: 'whole' to take images uncut")
      : undefined,
    partition: table('list_eval_partition'),
    imagePaths,
  };
}

const depth = (path: string) => path.split('/').length;
