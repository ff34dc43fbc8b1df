import {
  checkCount,
  checkRequiredOptions,
  checkWatchers,
  invalidArgument,
  type Progress,
  shown,
  typeName,
} from '@csm/base';
import type { AttributeRow } from '../../tables/attributes/attribute-table.js';
import { checkBadImagePolicy } from '../image-dataset-checks.js';
import { checkResizeMethod, type ResizeMethod } from '../pictures/resize-method.js';

/** Options of `imageFolder`, except the location of the files. */
export interface ImageFolderOptions {
  /**
   * The table of attributes, a CSV file in the folder, or a function that returns the attributes of a picture from its path
   * in the folder (undefined leaves the picture out). Default: `'attributes.csv'`.
   */
  readonly attributes?: string | ((path: string) => AttributeRow | undefined) | undefined;
  /** The column of the CSV with the names or paths of the pictures. Default: the first. */
  readonly idColumn?: string | undefined;
  /**
   * [height, width] of the images, or one number for a square. Pictures are stretched to this size. Default: the size
   * of the first picture, which all pictures must have.
   */
  readonly size?: number | readonly [height: number, width: number] | undefined;
  /** 3 (red, green, blue) or 1 (grey). Default 3. */
  readonly channels?: 1 | 3 | undefined;
  /** How pictures are resized: `'bilinear'`, antialiased, or `'nearest'`, as Keras does by default. Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
  /**
   * What to do with a picture that is missing or damaged: `'throw'`, or `'skip'` to leave it out and list it in
   * `skipped()`. Default `'throw'`.
   */
  readonly onBadImage?: 'throw' | 'skip' | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called while a large folder is listed, with the files found so far. The total also counts the folders not yet listed. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with a message about pictures that are left out because their format is not read. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** The names of all {@link ImageFolderOptions}, for `checkOptions`. */
const KNOWN = {
  attributes: true,
  idColumn: true,
  size: true,
  channels: true,
  resize: true,
  onBadImage: true,
  signal: true,
  onProgress: true,
  onWarning: true,
} as const;

/**
 * Checks options before any file is read.
 * @param source the name of the option that gives the location of the files.
 */
export function checkImageFolderOptions<Source extends 'root' | 'files'>(
  caller: string,
  options: ImageFolderOptions & Readonly<Record<Source, unknown>>,
  source: Source,
): void {
  checkRequiredOptions<object>(caller, options, { [source]: true, ...KNOWN });
  checkWatchers(caller, options);
  const { attributes, size, channels, onBadImage, resize } = options;
  if (attributes !== undefined && typeof attributes !== 'string' && typeof attributes !== 'function') {
    throw invalidArgument(
      `${caller}: attributes must be the name of a CSV file in the folder, or a function of a picture's path; got ` +
        `${typeName(attributes)}.`,
    );
  }
  if (size !== undefined) {
    const sides: readonly number[] = Array.isArray(size) ? [...size] : [size, size];
    if (sides.length !== 2) {
      throw invalidArgument(
        `${caller}: size must be a number or [height, width]; got [${sides.join(', ')}].`,
      );
    }
    for (const side of sides) checkCount(caller, 'size', side, { max: 4096 });
  }
  if (channels !== undefined && channels !== 1 && channels !== 3) {
    throw invalidArgument(
      `${caller}: channels must be 1 (grey) or 3 (red, green, blue); got ${shown(channels)}.`,
    );
  }
  checkResizeMethod(caller, resize);
  checkBadImagePolicy(caller, onBadImage);
}
