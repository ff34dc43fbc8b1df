import { invalidFile } from '@csm/base';
import type { ByteSource } from '../../files/byte-source.js';
import type { FileStore } from '../../files/file-store.js';
import { type AttributeTable, selectRows } from '../../tables/attributes/attribute-table.js';
import type { SkippedImage } from '../image-batch.js';
import { type ImageDataset, imageDataset } from '../image-dataset.js';
import type { CropBox, PictureDecoder } from '../pictures/picture.js';
import { readCelebaAttributes } from './celeba-attributes.js';
import { celebaCrop } from './celeba-crop.js';
import { type CelebaFiles, findCelebaFiles } from './celeba-files.js';
import { type CelebaLandmarks, readCelebaLandmarks } from './celeba-landmarks.js';
import type { CelebaOptions } from './celeba-options.js';
import { celebaSplits, readCelebaPartition } from './celeba-partition.js';
import { celebaPicture } from './celeba-picture.js';
import type { CelebaTableOptions } from './celeba-rows.js';

/** `celebA` for any file store and any decoder. */
export async function openCelebA(
  store: FileStore,
  decode: PictureDecoder,
  options: CelebaOptions,
): Promise<ImageDataset> {
  const where = 'celebA';
  const { size = 128, crop = 'landmarks', onBadImage, signal } = options;
  const isCropped = crop === 'landmarks';
  const files = findCelebaFiles(where, store, await store.paths(signal), isCropped);
  const { all, landmarks, partition } = await readTables(store, files, options);

  if (!all.ids.some((id) => files.imagePaths.has(id))) {
    throw invalidFile(
      `${where}: expected a file for each image of ${files.attributes}; none of its ${all.ids.length} images (${all.ids[0]}, …) ` +
        `is among the ${files.imagePaths.size} files of img_align_celeba (${[...files.imagePaths.keys()][0]}, …).`,
    );
  }
  const crops = new Map<string, CropBox | undefined>();
  const skipped: SkippedImage[] = [];
  const rows: number[] = [];
  for (const [row, id] of all.ids.entries()) {
    const reason = reasonToSkip(id, files.imagePaths, landmarks, crops);
    if (reason === undefined) {
      rows.push(row);
      continue;
    }
    const isEmptyCrop = crops.has(id);
    if (onBadImage === 'throw' || (onBadImage === undefined && !isEmptyCrop)) {
      throw invalidFile(
        `${where}: image "${id}" cannot be used; ${reason}; pass onBadImage: 'skip' to leave such images out.`,
      );
    }
    skipped.push({ id, reason });
  }
  const attributes = selectRows(all, rows);
  const dataset = imageDataset({
    name: where,
    imageShape: [size, size, 3],
    attributes,
    splits: partition ? splitsOf(attributes, partition, `${store.name}/${files.partition}`) : {},
    onBadImage: onBadImage ?? 'throw',
    skipped,
    load: async (id) => {
      const path = files.imagePaths.get(id) ?? id;
      const at = `${where}: ${store.name}/${path}`;
      return celebaPicture(await store.read(path), crops.get(id), decode, options, at);
    },
  });
  return partition ? dataset : { ...dataset, split: (name) => withoutPartition(name, store.name) };
}

/** The paper's code uses no partition, so the file may be missing; only a split needs it. */
function withoutPartition(split: string, folder: string): never {
  throw invalidFile(
    `celebA.split: split ${JSON.stringify(split)} needs list_eval_partition.txt or list_eval_partition.csv in ${folder}; there is ` +
      'no such file; download it, or make a split with splitBySeed(dataset.ids, { seed: 1, shares: { train: 0.8, valid: 0.1, ' +
      'test: 0.1 } }).',
  );
}

/** Reads the tables, one after another. */
async function readTables(
  store: FileStore,
  files: CelebaFiles,
  { signal, onProgress = () => {} }: CelebaOptions,
) {
  const paths = [files.attributes, files.landmarks, files.partition];
  const total = paths.filter((path) => path !== undefined).length;
  let done = 0;
  const read = async <Table>(
    path: string,
    reader: (source: ByteSource, options: CelebaTableOptions) => Promise<Table>,
  ): Promise<Table> => {
    const table = await reader(store.stream(path), { name: `${store.name}/${path}`, signal });
    onProgress({ done: ++done, total });
    return table;
  };
  const all = await read(files.attributes, readCelebaAttributes);
  const landmarks = files.landmarks ? await read(files.landmarks, readCelebaLandmarks) : undefined;
  const partition = files.partition ? await read(files.partition, readCelebaPartition) : undefined;
  return { all, landmarks, partition };
}

/**
 * The reason why an image in the table cannot be used; undefined if it can be used. Adds the image's crop to `crops`,
 * even if it is empty.
 */
function reasonToSkip(
  id: string,
  paths: ReadonlyMap<string, string>,
  landmarks: ReadonlyMap<string, CelebaLandmarks> | undefined,
  crops: Map<string, CropBox | undefined>,
): string | undefined {
  if (!paths.has(id)) return 'there is no such file in img_align_celeba';
  if (!landmarks) return undefined;
  const points = landmarks.get(id);
  if (!points) return 'list_landmarks_align_celeba has no row for it';
  const crop = celebaCrop(points);
  crops.set(id, crop);
  if (crop) return undefined;
  return (
    `its crop is empty (lefteye_x ${points.lefteye_x}, righteye_x ${points.righteye_x}, nose_y ${points.nose_y}, ` +
    `leftmouth_y ${points.leftmouth_y})`
  );
}

function splitsOf(
  { ids }: AttributeTable,
  partition: ReadonlyMap<string, string>,
  file: string,
): Record<string, readonly string[]> {
  const missing = ids.find((id) => !partition.has(id));
  if (missing !== undefined) {
    throw invalidFile(
      `celebA: ${file}: expected a row for every image; image "${missing}" has none; download or copy the file again.`,
    );
  }
  return Object.fromEntries(
    celebaSplits.map((split) => [split, ids.filter((id) => partition.get(id) === split)]),
  );
}
