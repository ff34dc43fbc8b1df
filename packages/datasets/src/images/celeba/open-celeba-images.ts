import { checkPath, checkRequiredOptions, invalidFile } from '@csm/base';
import { checkInnerPath } from '../../files/file-store.js';
import { folderFiles } from '../../files/folder-files.js';
import { fileSizes, type ImageReader, imageReader } from '../image-reader.js';
import type { ResizeMethod } from '../pictures/resize-method.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { celebaCrop } from './celeba-crop.js';
import { findCelebaFolders } from './celeba-folders.js';
import { readCelebaLandmarks } from './celeba-landmarks.js';
import { checkCelebaOptions } from './celeba-options.js';
import { celebaPicture } from './celeba-picture.js';

/** Options of {@link openCelebAImages}. */
export interface OpenCelebAImagesOptions {
  /** The path of the folder with `img_align_celeba` and the tables. They may be in folders inside it. */
  readonly root: string;
  /** Height and width of the images, from 8 to 1024. Default 128. */
  readonly size?: number | undefined;
  /** The crop, as in `celebA`. Default `'landmarks'`, which reads the table of landmarks. */
  readonly crop?: 'landmarks' | 'whole' | undefined;
  /** How pictures are resized, as in `celebA`. Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads images of CelebA by their ids, such as `000001.jpg`, without listing the pictures or reading the attributes: workers that each
 * read a part begin at once. The images equal those of `celebA` with the same options.
 *
 * @throws Error with code `ERR_INVALID_FILE` if the folder of pictures or the landmarks are missing or damaged.
 *
 * @example
 * const reader = await openCelebAImages({ root: 'data/celeba', size: 64 });
 * const { shape } = await reader.images(['000001.jpg', '000002.jpg']); // [2, 64, 64, 3]
 * @category Images
 */
export async function openCelebAImages(options: OpenCelebAImagesOptions): Promise<ImageReader> {
  const where = 'openCelebAImages';
  checkRequiredOptions(where, options, { root: true, size: true, crop: true, resize: true, signal: true });
  checkCelebaOptions(where, options, 'root');
  const { root, size = 128, crop = 'landmarks', signal } = options;
  checkPath(where, 'root', root, 'a folder');
  signal?.throwIfAborted();
  const files = await folderFiles(where, root);
  const isCropped = crop === 'landmarks';
  const { images, tables } = await findCelebaFolders(
    root,
    isCropped ? 'list_landmarks_align_celeba' : undefined,
  );
  const [table] = tables;
  if (images.length === 0) {
    throw invalidFile(
      `${where}: ${root}: expected a folder img_align_celeba; there is none; check the path.`,
    );
  }
  if (isCropped && table === undefined) {
    throw invalidFile(
      `${where}: ${root}: expected list_landmarks_align_celeba.txt or .csv; there is no such file; download it, or pass crop: 'whole' ` +
        'to use uncropped images.',
    );
  }
  const landmarks =
    table === undefined
      ? undefined
      : await readCelebaLandmarks(files.stream(table), { name: `${root}/${table}`, signal });
  const decode = await sharpDecoder(where);
  const boxOf = (id: string) => {
    const points = landmarks?.get(id);
    const box = points && celebaCrop(points);
    if (box !== undefined || !isCropped) return box;
    const reason = points ? 'its crop is empty' : `${table} has no row for it`;
    throw invalidFile(
      `${where}: ${root}: image "${id}" cannot be used; ${reason}; leave it out of the list.`,
    );
  };
  const pathsOf = (id: string) => images.map((folder) => folder + id);
  const reader = imageReader(where, [size, size, 3], async (id) => {
    checkInnerPath(`${where}.images`, id);
    const box = boxOf(id);
    const [path, bytes] = await firstOf(pathsOf(id), files.read);
    return celebaPicture(bytes, box, decode, options, `${where}: ${root}/${path}`);
  });
  const sizeOf = async (id: string) => (await firstOf(pathsOf(id), files.size))[1];
  return { ...reader, sizes: fileSizes(where, sizeOf) };
}

/** What a function returns for the first of some files that exists. */
async function firstOf<T>(
  paths: readonly string[],
  read: (path: string) => Promise<T>,
): Promise<readonly [path: string, T]> {
  for (const path of paths.slice(0, -1)) {
    try {
      return [path, await read(path)];
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  const last = paths.at(-1) ?? '';
  return [last, await read(last)];
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.cause as { code?: unknown } | undefined)?.code === 'ENOENT';
