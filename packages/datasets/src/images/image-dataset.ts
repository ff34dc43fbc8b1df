import {
  checkBatchSize,
  checkOptions,
  checkWatchers,
  invalidArgument,
  size,
  typeName,
  validNames,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import {
  type AttributeTable,
  type AttributeValue,
  columnNamed,
} from '../tables/attributes/attribute-table.js';
import type { ImageBatch, SkippedImage } from './image-batch.js';
import { imageBatches } from './image-batches.js';
import { checkDatasetOptions, checkIds, checkImage, codeOfValue } from './image-dataset-checks.js';
import type { BatchesOptions, ImageDatasetOptions, ImagesOptions } from './image-dataset-options.js';

/** Images with attributes, by id. An image is read only when it is requested. */
export interface ImageDataset {
  /** The name of the data set in messages. */
  readonly name: string;
  /** The ids of all images, in the order of the attribute table. */
  readonly ids: readonly string[];
  /** [height, width, channels] of every image. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly attributeNames: readonly string[];
  /** The attributes of the images in `ids`, in that order. */
  readonly attributes: AttributeTable;
  /**
   * The images left out so far: those missing when the data set was opened, and those found to be damaged since
   * then.
   */
  skipped(): readonly SkippedImage[];
  /**
   * Streams images. While a batch is in use, the next one is read and decoded; at most two batches are in memory.
   *
   * A damaged image throws. With `onBadImage: 'skip'` it is left out and the batch is filled with the images after it.
   * @throws if an id is not in the data set, and if every image had to be left out.
   */
  batches(options?: BatchesOptions): AsyncGenerator<ImageBatch, void, undefined>;
  /**
   * Loads some images in this order: [ids.length, height, width, channels].
   *
   * A damaged image throws. With `onBadImage: 'skip'` it is left out: the array has fewer images than ids, `onWarning` is
   * called, and `skipped()` lists the missing images.
   * @throws if an id is not in the data set, and if every image had to be left out.
   */
  images(ids: readonly string[], options?: ImagesOptions): Promise<NdArray<Float32Array>>;
  /** The values of one attribute for some images in this order. Default: for all images. */
  labels(attribute: string, ids?: readonly string[]): AttributeValue[];
  /** All attributes of one image. */
  attributesOf(id: string): Record<string, AttributeValue>;
  /**
   * The ids of the images with these attribute values, among all images or among some: `{ Smiling: 1, Male: 0 }`.
   * @throws if an attribute is unknown, or never has this value.
   */
  idsWhere(wanted: Readonly<Record<string, AttributeValue>>, among?: readonly string[]): string[];
  /** The ids in one split, such as `'train'`. @throws if there is no split of this name. */
  split(name: string): readonly string[];
}

/**
 * Makes a data set of any images from their ids and attributes, and a function that loads one image. `celebA` and
 * `imageFolder` return the same kind of data set, so everything that works with those works with this one.
 *
 * @throws before anything is loaded: unless the shape has three positive whole numbers, if the table has no images, and if
 * a split has an id that the table lacks.
 *
 * @example
 * imageDataset({
 *   name: 'stripes',
 *   imageShape: [8, 8, 1],
 *   attributes: attributeTable([['a', { vertical: true }], ['b', { vertical: false }]]),
 *   load: (id) => Float32Array.from({ length: 64 }, (_, i) => (id === 'a' ? i : i >> 3) % 2),
 * });
 * @category Images
 */
export function imageDataset(options: ImageDatasetOptions): ImageDataset {
  checkDatasetOptions(options);
  const { name, imageShape, attributes, load, splits = {}, onBadImage = 'throw' } = options;
  const rowOf = new Map<string, number>();
  for (const [row, id] of attributes.ids.entries()) rowOf.set(id, row);
  const rowsOfIds = (ids: readonly string[], method: string) => checkIds(ids, rowOf, `${name}.${method}`);
  for (const [split, ids] of Object.entries(splits)) checkIds(ids, rowOf, `${name}: split "${split}"`);
  const skipped = new Map((options.skipped ?? []).map((image) => [image.id, image]));
  const imageSize = size(imageShape);
  const loadChecked = async (id: string, signal?: AbortSignal) => {
    const image = await load(id, signal);
    checkImage(image, imageSize, `${name}: image "${id}"`);
    return image;
  };
  const valuesOf = (attribute: string, rows: readonly number[], method: string): AttributeValue[] => {
    const { values, codes } = columnNamed(attributes, attribute, `${name}.${method}`);
    return rows.map((row) => values[codes[row] ?? -1] ?? null);
  };

  return {
    name,
    ids: attributes.ids,
    imageShape,
    attributeNames: [...attributes.columns.keys()],
    attributes,
    skipped: () => [...skipped.values()],
    async *batches(given: BatchesOptions = {}) {
      const where = `${name}.batches`;
      checkOptions(where, given, { ids: true, batchSize: true, signal: true, onProgress: true });
      const { ids = attributes.ids, batchSize = 32, signal, onProgress } = given;
      checkBatchSize(where, batchSize);
      checkWatchers(where, given);
      rowsOfIds(ids, 'batches');
      signal?.throwIfAborted();
      yield* imageBatches({
        name,
        method: 'batches',
        ids,
        batchSize,
        imageShape,
        load: loadChecked,
        skip: onBadImage === 'skip' ? (image) => void skipped.set(image.id, image) : undefined,
        signal,
        onProgress,
      });
    },
    async images(ids, given: ImagesOptions = {}) {
      const where = `${name}.images`;
      checkOptions(where, given, { signal: true, onWarning: true });
      checkWatchers(where, given);
      rowsOfIds(ids, 'images');
      if (ids.length === 0) {
        throw invalidArgument(`${where}: ids must have at least one id; got an empty array.`);
      }
      const { signal, onWarning = console.warn } = given;
      signal?.throwIfAborted();
      const bad: SkippedImage[] = [];
      const skip = onBadImage === 'skip' ? (image: SkippedImage) => void bad.push(image) : undefined;
      const all = imageBatches({
        ...{ name, method: 'images', ids, batchSize: ids.length, imageShape },
        ...{ load: loadChecked, skip, signal },
      });
      for await (const { images } of all) {
        for (const image of bad) skipped.set(image.id, image);
        const [first] = bad;
        if (first) {
          onWarning(
            `${where}: ${bad.length} of ${ids.length} images cannot be loaded and are left out ("${first.id}", …), so the array has ` +
              `${images.shape[0]} images; skipped() lists them.`,
          );
        }
        return images;
      }
      throw invalidArgument(`${where}: no image was loaded.`);
    },
    labels(attribute, ids = attributes.ids) {
      columnNamed(attributes, attribute, `${name}.labels`);
      return valuesOf(attribute, rowsOfIds(ids, 'labels'), 'labels');
    },
    attributesOf(id) {
      const rows = rowsOfIds([id], 'attributesOf');
      return Object.fromEntries(
        [...attributes.columns.keys()].flatMap((attribute) =>
          valuesOf(attribute, rows, 'attributesOf').map((value) => [attribute, value] as const),
        ),
      );
    },
    idsWhere(wanted, among = attributes.ids) {
      const where = `${name}.idsWhere`;
      if (typeof wanted !== 'object' || wanted === null) {
        throw invalidArgument(
          `${where}: wanted must be attribute values, such as { Smiling: 1 }; got ${typeName(wanted)}.`,
        );
      }
      const tests = Object.entries(wanted).map(([attribute, value]) => {
        const { values, codes } = columnNamed(attributes, attribute, where);
        const code = codeOfValue(`${where}: ${attribute}`, value, values);
        return (row: number) => codes[row] === code;
      });
      const rows = rowsOfIds(among, 'idsWhere');
      return among.filter((_, i) => {
        const row = rows[i] ?? -1;
        return tests.every((test) => test(row));
      });
    },
    split(part) {
      const ids = Object.hasOwn(splits, part) ? splits[part] : undefined;
      if (ids) return ids;
      const names = Object.keys(splits);
      const hint =
        names.length === 0
          ? 'the data set has no splits; make one with splitBySeed or splitByGroup'
          : validNames('splits', String(part), names);
      throw invalidArgument(`${name}.split: unknown split ${JSON.stringify(part)}; ${hint}.`);
    },
  };
}
