import type { Progress } from '@csm/base';
import type { AttributeTable } from '../tables/attributes/attribute-table.js';
import type { SkippedImage } from './image-batch.js';

/** Options of `imageDataset`. */
export interface ImageDatasetOptions {
  /** The name of the data set in messages, such as the name of the function that makes it. */
  readonly name: string;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** The ids of the images and their attributes, from `attributeTable` or `readAttributeTable`. */
  readonly attributes: AttributeTable;
  /**
   * Loads one image: height × width × channels numbers in [0, 1], rows from the top, channels interleaved. It may be
   * called for several images at once. An image is bad if this throws.
   */
  readonly load: (id: string, signal?: AbortSignal) => Promise<Float32Array> | Float32Array;
  /** The ids in each split, by its name. Default: no splits. */
  readonly splits?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What `batches` and `images` do with an image that cannot be loaded. Default `'throw'`. */
  readonly onBadImage?: 'throw' | 'skip' | undefined;
  /** Images that were left out already. Default: none. */
  readonly skipped?: readonly SkippedImage[] | undefined;
}

/** Options of `ImageDataset.batches`. */
export interface BatchesOptions {
  /** The images in the order to return them. An id may occur more than once. Default: all. */
  readonly ids?: readonly string[] | undefined;
  /** Images per batch; the last batch may have fewer. Default 32. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called before each batch is returned, with the number of images that are done, skipped ones included. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Options of `ImageDataset.images`. */
export interface ImagesOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with a message if images are left out (`onBadImage: 'skip'`). Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}
