import type { NdArray } from 'ndarray';
import { requireInteger, requireOptions } from '../checks/check-options.js';
import {
  type AttributeTable,
  type AttributeValue,
  columnNamed,
} from '../tables/attributes/attribute-table.js';
import { nearNames } from '../tables/near-names.js';
import { imageBatches } from './image-batches.js';
import { requireIds, requireImage, requireParts, unknownValue } from './image-dataset-checks.js';

/** An image that was left out, and why. */
export interface SkippedImage {
  readonly id: string;
  readonly reason: string;
}

/** Some images in memory. */
export interface ImageBatch {
  readonly ids: readonly string[];
  /** [ids.length, height, width, channels], in [0, 1]; the receiver's. */
  readonly images: NdArray<Float32Array>;
}

/** Options of {@link ImageDataset.batches}. */
export interface BatchesOptions {
  /** Which images, in which order; all by default. An id may come more than once. */
  readonly ids?: readonly string[];
  /** Images a batch, 32 by default; the last batch may have fewer. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal | undefined;
  /** Hears, before each batch is given out, how many images are done, the skipped ones included. */
  readonly onProgress?: (progress: { done: number; total: number; skipped: number }) => void;
}

/** Images with attributes, by id, that are read when they are asked for. */
export interface ImageDataset {
  /** What messages call it. */
  readonly name: string;
  /** The images there are, in the order of the attribute table. */
  readonly ids: readonly string[];
  /** [height, width, channels] of every image. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  readonly attributeNames: readonly string[];
  /** The attributes of the images in `ids`, in that order. */
  readonly attributes: AttributeTable;
  /** The images left out so far, by id: those missing when the set was opened, and those found damaged since. */
  skipped(): readonly SkippedImage[];
  /**
   * Streams images. While a batch is used the next one is read and decoded; no more than two batches are in memory.
   * A damaged image throws, or is left out (the batch is filled with those after it) where the set was opened with
   * `onBadImage: 'skip'`. Throws on an id that is not in the set, and where every image had to be left out.
   */
  batches(options?: BatchesOptions): AsyncGenerator<ImageBatch, void, undefined>;
  /** Some images, in that order: [ids.length, height, width, channels]. A damaged one always throws. */
  images(
    ids: readonly string[],
    options?: { signal?: AbortSignal | undefined },
  ): Promise<NdArray<Float32Array>>;
  /** The values of one attribute, for all images or for some, in their order. */
  labels(attribute: string, ids?: readonly string[]): AttributeValue[];
  /** All attributes of one image. */
  attributesOf(id: string): Record<string, AttributeValue>;
  /**
   * The ids of the images (all, or among some) with these values, in their order: `{ Smiling: 1, Male: 0 }`.
   * Throws on an unknown attribute and on a value that the attribute does not have.
   */
  idsWhere(wanted: Readonly<Record<string, AttributeValue>>, among?: readonly string[]): string[];
  /** The ids of one part, such as 'train'. Throws, and says which there are, on another name. */
  split(name: string): readonly string[];
}

/** What {@link imageDataset} is made of. */
export interface ImageDatasetOptions {
  /** What messages call the set, such as its function's name. */
  readonly name: string;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** The images, by id, and their attributes: of `attributeTable` or `readAttributeTable`. */
  readonly attributes: AttributeTable;
  /**
   * Reads one image: height × width × channels numbers in [0, 1], rows from the top, channels interleaved. May run for
   * several images at once. What it throws makes the image a bad one.
   */
  readonly load: (id: string, signal?: AbortSignal) => Promise<Float32Array> | Float32Array;
  /** Ids by the name of the part; none by default. */
  readonly splits?: Readonly<Record<string, readonly string[]>>;
  /** What `batches` does with an image that cannot be loaded: 'throw' by default. */
  readonly onBadImage?: 'throw' | 'skip' | undefined;
  /** Images that are already left out. */
  readonly skipped?: readonly SkippedImage[];
}

/**
 * A data set of any images: the ids and attributes, and a function that loads one image. This is what `celebA` and
 * `imageFolder` give, so what works with them works with it.
 *
 * Throws, before anything is loaded, on a shape that is not three positive integers, a table without images, and a split
 * with an id that the table does not have.
 *
 * @example
 * imageDataset({
 *   name: 'stripes',
 *   imageShape: [8, 8, 1],
 *   attributes: attributeTable([['a', { vertical: true }], ['b', { vertical: false }]]),
 *   load: (id) => Float32Array.from({ length: 64 }, (_, i) => (id === 'a' ? i : i >> 3) % 2),
 * });
 */
export function imageDataset(options: ImageDatasetOptions): ImageDataset {
  requireOptions('imageDataset', options, "{ name: 'digits', imageShape: [28, 28, 1], attributes, load }");
  const { name, imageShape, attributes, load, splits = {}, onBadImage = 'throw' } = options;
  requireParts(options);
  const rowOf = new Map(attributes.ids.map((id, row) => [id, row]));
  const rowsOf = (ids: readonly string[], caller: string) => requireIds(ids, rowOf, `${name}.${caller}`);
  for (const [split, ids] of Object.entries(splits)) requireIds(ids, rowOf, `${name}: split "${split}"`);
  const skipped = new Map((options.skipped ?? []).map((image) => [image.id, image]));
  const imageSize = imageShape[0] * imageShape[1] * imageShape[2];
  const loadChecked = async (id: string, signal?: AbortSignal) => {
    const image = await load(id, signal);
    requireImage(image, imageSize, `${name}: image ${id}`);
    return image;
  };
  const valueAt = (attribute: string, row: number): AttributeValue => {
    const { values, codes } = attributes.columns.get(attribute)!;
    return values[codes[row]!] ?? null;
  };

  return {
    name,
    ids: attributes.ids,
    imageShape,
    attributeNames: [...attributes.columns.keys()],
    attributes,
    skipped: () => [...skipped.values()],
    async *batches(given: BatchesOptions = {}) {
      const { ids = attributes.ids, batchSize = 32 } = given;
      requireInteger(`${name}.batches`, 'batchSize', batchSize, 1, 65_536);
      rowsOf(ids, 'batches');
      given.signal?.throwIfAborted();
      yield* imageBatches({
        ...given,
        name,
        ids,
        batchSize,
        imageShape,
        load: loadChecked,
        skip: onBadImage === 'skip' ? (image) => void skipped.set(image.id, image) : undefined,
      });
    },
    async images(ids, { signal } = {}) {
      rowsOf(ids, 'images');
      if (ids.length === 0) throw new Error(`${name}.images: ids is empty; name at least one image`);
      signal?.throwIfAborted();
      const all = imageBatches({ name, ids, batchSize: ids.length, imageShape, load: loadChecked, signal });
      const { value } = await all.next();
      return value!.images;
    },
    labels(attribute, ids = attributes.ids) {
      columnNamed(attributes, attribute, `${name}.labels`);
      return rowsOf(ids, 'labels').map((row) => valueAt(attribute, row));
    },
    attributesOf(id) {
      const [row] = rowsOf([id], 'attributesOf');
      return Object.fromEntries(
        [...attributes.columns.keys()].map((attribute) => [attribute, valueAt(attribute, row!)]),
      );
    },
    idsWhere(wanted, among = attributes.ids) {
      requireOptions(`${name}.idsWhere`, wanted, '{ Smiling: 1 }');
      const tests = Object.entries(wanted).map(([attribute, value]) => {
        const { values, codes } = columnNamed(attributes, attribute, `${name}.idsWhere`);
        const code = value === null ? -1 : values.indexOf(value);
        if (code < 0 && value !== null) throw unknownValue(`${name}.idsWhere: ${attribute}`, value, values);
        return (row: number) => codes[row] === code;
      });
      const rows = rowsOf(among, 'idsWhere');
      return among.filter((_, i) => tests.every((test) => test(rows[i]!)));
    },
    split(part) {
      const ids = Object.hasOwn(splits, part) ? splits[part] : undefined;
      if (ids) return ids;
      throw new Error(
        `${name}.split: there is no split ${JSON.stringify(part)}; ${nearNames(String(part), Object.keys(splits))}`,
      );
    },
  };
}
