import { checkRequiredOptions } from '@csm/base';
import { type ImageDataset, imageDataset } from '../image-dataset.js';
import { sharpDecoder } from '../pictures/sharp-decoder.js';
import { imageLoader } from './image-bytes.js';
import { allIds } from './image-ids.js';
import {
  checkImageParquetOptions,
  type ImageParquetOptions,
  imageShapeOf,
  READER_OPTIONS,
} from './image-parquet-options.js';
import { parquetAttributes } from './parquet-attributes.js';
import { openImageFiles } from './parquet-files.js';

/**
 * Opens images in Parquet files, as Hugging Face's `datasets` writes them: a column with a struct of `bytes` and `path`, or a column of
 * bytes; JPEG, PNG, PGM or PPM. Ids are the paths if every row has its own, otherwise the file and the number of the row in it, from 0:
 * `train.parquet:12`. Other columns of texts, truth values and whole numbers with few values are the attributes. Pages are read when their
 * images are asked for, never whole files; they may be compressed with snappy, zstd, gzip or brotli. Decoding needs sharp.
 *
 * @throws Error with code `ERR_INVALID_FILE`, naming the file: if it is damaged or has no column of images, and for bad images, depending
 * on `onBadImage`.
 *
 * @example
 * const pets = await imageParquet({ path: 'data/pets', size: 64 });
 * const { images } = await pets.images(pets.idsWhere({ label: 'cat' }).slice(0, 32));
 * @category Images
 */
export async function imageParquet(options: ImageParquetOptions): Promise<ImageDataset> {
  const where = 'imageParquet';
  checkRequiredOptions(where, options, { ...READER_OPTIONS, onBadImage: true, onProgress: true });
  checkImageParquetOptions(where, options);
  const { path, column, signal, onBadImage, onProgress = () => {} } = options;
  signal?.throwIfAborted();
  const files = await openImageFiles(where, path, column, signal);
  const total = files.files.length;
  const ids = await allIds(files, signal, (done) => onProgress({ done, total }));
  const columns = await parquetAttributes(where, files, signal);
  const rowOf = new Map<string, number>();
  for (const [row, id] of ids.entries()) rowOf.set(id, row);
  const load = imageLoader(where, files, await sharpDecoder(where), options);
  return imageDataset({
    name: where,
    imageShape: imageShapeOf(options),
    attributes: { ids, columns },
    onBadImage,
    load: (id) => load(rowOf.get(id) ?? -1),
  });
}
