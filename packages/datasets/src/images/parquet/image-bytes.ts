import { invalidFile } from '@csm/base';
import { decodePicture } from '../pictures/decode-picture.js';
import type { PictureDecoder } from '../pictures/picture.js';
import { resizePicture } from '../pictures/resize-picture.js';
import { imageShapeOf, type OpenImageParquetOptions } from './image-parquet-options.js';
import { fileOfRow, type ImageFiles } from './parquet-files.js';

/** A function that reads the image in a row of all files. */
export function imageLoader(
  where: string,
  files: ImageFiles,
  decode: PictureDecoder,
  options: OpenImageParquetOptions,
): (row: number) => Promise<Float32Array> {
  const [height, width, channels] = imageShapeOf(options);
  const { resize } = options;
  return async (row) => {
    const file = fileOfRow(files, row);
    const inFile = row - file.firstRow;
    const { bytes: column } = await files.open(file);
    const [bytes] = await column.values(inFile, inFile + 1);
    const at = `${where}: ${file.path}, row ${inFile}`;
    if (!(bytes instanceof Uint8Array)) {
      throw invalidFile(
        `${at}: expected the bytes of a picture; there are none; embed the pictures, as datasets.Dataset.to_parquet does.`,
      );
    }
    const picture = await decodePicture(bytes, decode, at);
    return resizePicture(picture, { width, height, channels, resize });
  };
}
