import { checkRequiredOptions } from '@csm/base';
import { type ImageReader, imageReader } from '../image-reader.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { imageLoader } from './image-bytes.js';
import { rowsOfIds } from './image-ids.js';
import {
  checkImageParquetOptions,
  imageShapeOf,
  type OpenImageParquetOptions,
  READER_OPTIONS,
} from './image-parquet-options.js';
import { openImageFiles } from './parquet-files.js';

/**
 * Reads images of Parquet files by their ids, without reading the ids and attributes of all rows: for workers that each read a part. The
 * images equal those of `imageParquet` with the same options.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the file: if it is damaged, or has no column of images.
 *
 * @example
 * const reader = await openImageParquet({ path: 'data/pets', size: 64 });
 * const { shape } = await reader.images(['train.parquet:12', 'train.parquet:13']); // [2, 64, 64, 3]
 * @category Images
 */
export async function openImageParquet(options: OpenImageParquetOptions): Promise<ImageReader> {
  const where = 'openImageParquet';
  checkRequiredOptions(where, options, READER_OPTIONS);
  checkImageParquetOptions(where, options);
  const { path, column, signal } = options;
  signal?.throwIfAborted();
  const files = await openImageFiles(where, path, column, signal);
  const rows = rowsOfIds(`${where}.images`, files, signal);
  const load = imageLoader(where, files, await sharpDecoder(where), options);
  return imageReader(
    where,
    imageShapeOf(options),
    (row) => load(Number(row)),
    async (ids, first) => (await rows(ids, first)).map(String),
  );
}
