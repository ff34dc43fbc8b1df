import { requireInteger, requireOptions } from '../../checks/check-options.js';
import type { FileStore } from '../../files/file-store.js';
import { type AttributeTable, selectRows } from '../../tables/attributes/attribute-table.js';
import { type ImageDataset, imageDataset, type SkippedImage } from '../image-dataset.js';
import { requireBadImagePolicy } from '../image-dataset-checks.js';
import { decodePicture } from '../pictures/decode-picture.js';
import type { CropBox, PictureDecoder } from '../pictures/picture.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { readCelebaAttributes } from './celeba-attributes.js';
import { celebaCrop, celebaImageSize } from './celeba-crop.js';
import { findCelebaFiles } from './celeba-files.js';
import { type CelebaLandmarks, readCelebaLandmarks } from './celeba-landmarks.js';
import { celebaSplits, readCelebaPartition } from './celeba-partition.js';

/** Options of `celebA`, besides where the files are. */
export interface CelebaOptions {
  /** Height and width of the images, from 8 to 1024; 128 by default. */
  readonly size?: number;
  /**
   * 'landmarks' (the default) cuts the face out as the reference does, see `celebaCrop`; 'whole' takes the image as it
   * is. Either is stretched to a square.
   */
  readonly crop?: 'landmarks' | 'whole';
  /**
   * What to do with an image that is missing, damaged, without landmarks or whose crop is empty: 'throw', or 'skip' to
   * leave it out and name it in `skipped()`. By default an empty crop is left out, as in the reference, and all else
   * throws.
   */
  readonly onBadImage?: 'throw' | 'skip';
  readonly signal?: AbortSignal | undefined;
  /** Hears which file is read while the set is opened. */
  readonly onProgress?: (progress: { file: string }) => void;
}

/** `celebA` over any store of files and any decoder. */
export async function openCelebA(
  store: FileStore,
  decode: PictureDecoder,
  options: CelebaOptions,
): Promise<ImageDataset> {
  const where = 'celebA';
  const { size = 128, crop = 'landmarks', onBadImage, signal } = options;
  const cutting = crop === 'landmarks';
  const files = findCelebaFiles(where, store, await store.paths(signal), cutting);
  const read = <T>(
    path: string,
    reader: (source: ReturnType<FileStore['stream']>, options: { name: string; signal: typeof signal }) => T,
  ) => {
    options.onProgress?.({ file: path });
    return reader(store.stream(path), { name: `${store.name}/${path}`, signal });
  };
  const all = await read(files.attributes, readCelebaAttributes);
  const landmarks = files.landmarks ? await read(files.landmarks, readCelebaLandmarks) : undefined;
  const parts = files.partition ? await read(files.partition, readCelebaPartition) : undefined;

  if (!all.ids.some((id) => files.imagePaths.has(id))) {
    throw new Error(
      `${where}: none of the ${all.ids.length} images of ${files.attributes} (${all.ids[0]}, …) is among the ` +
        `${files.imagePaths.size} files of img_align_celeba (${[...files.imagePaths.keys()][0]}, …)`,
    );
  }
  const crops = new Map<string, CropBox | undefined>();
  const skipped: SkippedImage[] = [];
  const rows = [...all.ids.keys()].filter((row) => {
    const id = all.ids[row]!;
    const reason = whyNot(id, files.imagePaths, landmarks, crops);
    if (reason === undefined) return true;
    const isEmptyCrop = crops.has(id);
    if (onBadImage === 'throw' || (onBadImage === undefined && !isEmptyCrop)) {
      throw new Error(`${where}: image ${id}: ${reason}; pass onBadImage: 'skip' to leave such images out`);
    }
    skipped.push({ id, reason });
    return false;
  });
  const attributes = selectRows(all, rows);
  return imageDataset({
    name: where,
    imageShape: [size, size, 3],
    attributes,
    splits: parts ? splitsOf(attributes, parts, `${store.name}/${files.partition}`) : {},
    onBadImage: onBadImage ?? 'throw',
    skipped,
    load: async (id) => {
      const path = files.imagePaths.get(id)!;
      const at = `${where}: ${store.name}/${path}`;
      const picture = await decodePicture(await store.read(path), decode, at);
      const { width, height } = celebaImageSize;
      if (cutting && (picture.width !== width || picture.height !== height)) {
        throw new Error(
          `${at}: expected ${width}×${height} pixels, in which the landmarks are measured; got ` +
            `${picture.width}×${picture.height}; use img_align_celeba, or pass crop: 'whole'`,
        );
      }
      return resizePicture(picture, { crop: crops.get(id), width: size, height: size, channels: 3 });
    },
  });
}

/** Throws on options that cannot be, before any file is touched. */
export function requireCelebaOptions(where: string, options: CelebaOptions, example: string): void {
  requireOptions(where, options, example);
  const { size = 128, crop = 'landmarks', onBadImage } = options;
  requireInteger(where, 'size', size, 8, 1024);
  if (crop !== 'landmarks' && crop !== 'whole') {
    throw new Error(`${where}: crop must be 'landmarks' or 'whole'; got ${JSON.stringify(crop)}`);
  }
  requireBadImagePolicy(where, onBadImage);
}

/** Why an image of the table cannot be used, or undefined. Its crop, empty or not, goes to `crops`. */
function whyNot(
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
  parts: ReadonlyMap<string, string>,
  file: string,
): Record<string, readonly string[]> {
  const without = ids.find((id) => !parts.has(id));
  if (without !== undefined) {
    throw new Error(`celebA: ${file} has no row for image ${without}: it is cut short; get it again`);
  }
  return Object.fromEntries(
    celebaSplits.map((split) => [split, ids.filter((id) => parts.get(id) === split)]),
  );
}
