import { checkPath, type checkRequiredOptions, invalidArgument, type Progress } from '@csm/base';
import { checkImageFolderOptions } from '../folder/image-folder-options.js';
import type { ResizeMethod } from '../pictures/resize-method.js';

/** Options of `openImageParquet`. */
export interface OpenImageParquetOptions {
  /** A Parquet file, or a folder of them, also in folders inside it. */
  readonly path: string;
  /**
   * The column of the images: a struct with the field `bytes`, as Hugging Face writes it, or bytes. Default: the only such column, or
   * that named `image`.
   */
  readonly column?: string | undefined;
  /** [height, width] of the images, or one number for a square. Pictures are stretched to this size. */
  readonly size: number | readonly [height: number, width: number];
  /** 3 (red, green, blue) or 1 (grey). Default 3. */
  readonly channels?: 1 | 3 | undefined;
  /** How pictures are resized, as in `imageFolder`. Default `'bilinear'`. */
  readonly resize?: ResizeMethod | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Options of `imageParquet`. */
export interface ImageParquetOptions extends OpenImageParquetOptions {
  /** What to do with a picture that is missing or damaged, as in `imageFolder`. Default `'throw'`. */
  readonly onBadImage?: 'throw' | 'skip' | undefined;
  /** Called after each file whose columns were read. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Checks options before any file is read. */
export function checkImageParquetOptions(caller: string, options: ImageParquetOptions): void {
  const { path, column, size, channels, resize, onBadImage, signal, onProgress } = options;
  checkPath(caller, 'path', path, 'a Parquet file or a folder of them');
  checkImageFolderOptions(
    caller,
    { root: path, size, channels, resize, onBadImage, signal, onProgress },
    'root',
  );
  if (size === undefined)
    throw invalidArgument(`${caller}: size must be given; pass the size of the images.`);
  if (column !== undefined && (typeof column !== 'string' || column === '')) {
    throw invalidArgument(`${caller}: column must be the name of a column; got ${JSON.stringify(column)}.`);
  }
}

/** The names of {@link OpenImageParquetOptions}, for `checkRequiredOptions`. */
export const READER_OPTIONS = {
  path: true,
  column: true,
  size: true,
  channels: true,
  resize: true,
  signal: true,
} as const satisfies Parameters<typeof checkRequiredOptions<OpenImageParquetOptions>>[2];

/** The size of the images. */
export function imageShapeOf({
  size,
  channels = 3,
}: OpenImageParquetOptions): readonly [height: number, width: number, channels: 1 | 3] {
  return typeof size === 'number' ? [size, size, channels] : [size[0], size[1], channels];
}
