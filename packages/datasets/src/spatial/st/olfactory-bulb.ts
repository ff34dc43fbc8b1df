import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { checkOptions, checkPath, checkWatchers, invalidFile, unreadableFile } from '@csm/base';
import type { SpatialCounts } from '../spatial-counts.js';
import { readSpotLabels, withLabels } from '../spot-labels.js';
import { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';
import { placed, readSpotTransformation } from './spot-transformation.js';

/** Options of {@link openOlfactoryBulb}. */
export interface OlfactoryBulbOptions extends ReadFileOptions {
  /** Called with a message if fewer than half of the labels belong to a spot. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** A replicate of the mouse olfactory bulb. */
export interface OlfactoryBulb {
  /** With `spots.pixels` if the folder has a transformation, and `spots.labels` if it has labels. */
  readonly counts: SpatialCounts;
  /** The path of the file with the counts. */
  readonly countsFile: string;
  /** The path of the H&E image for the transformation, if the folder has one. The image is not opened. */
  readonly imageFile?: string;
}

/**
 * Opens a folder with one replicate of the mouse olfactory bulb (Ståhl et al., Science 353:78, 2016), as published: the
 * counts in a file such as `Rep1_MOB_count_matrix-1.tsv`, gzipped or not; optionally the transformation to the H&E image
 * (`*transformation*.txt`, or `transformaton` as it is misspelt for some replicates), the image (`HE*.jpg`), and labels of
 * the spots (`*_layers.tsv`).
 *
 * @throws Error with code `ERR_INVALID_FILE` if the folder cannot be read, if it does not have exactly one
 * `*count_matrix*.tsv` or `.tsv.gz`, or if it has two files of another kind; the error lists the files. Errors in the
 * files are those of `readSpatialTranscriptomics`, `readSpotTransformation` and `readSpotLabels`.
 * @category Read a tissue
 */
export async function openOlfactoryBulb(
  folder: string,
  options: OlfactoryBulbOptions = {},
): Promise<OlfactoryBulb> {
  checkOptions('openOlfactoryBulb', options, { signal: true, onProgress: true, onWarning: true });
  checkWatchers('openOlfactoryBulb', options);
  checkPath('openOlfactoryBulb', 'folder', folder, 'a folder');
  const { signal, onProgress, onWarning = console.warn } = options;
  signal?.throwIfAborted();
  const where = `openOlfactoryBulb: ${folder}`;
  const files = await readdir(folder).catch((cause: unknown) => {
    throw unreadableFile(where, cause, 'folder');
  });
  const matrices = files.filter((file) => /count_matrix.*\.tsv(\.gz)?$/i.test(file));
  const [matrix] = matrices;
  if (matrix === undefined || matrices.length > 1) {
    const found = (matrix === undefined ? files : matrices).sort().slice(0, 20).join(', ') || 'no files';
    const remedy = matrix === undefined ? '' : '; keep one of them';
    throw invalidFile(
      `${where}: expected one file *count_matrix*.tsv or *count_matrix*.tsv.gz, such as Rep1_MOB_count_matrix-1.tsv; the folder ` +
        `has ${found}${remedy}.`,
    );
  }
  const optional = (pattern: RegExp) => {
    const [first, second] = files.filter((file) => pattern.test(file)).sort();
    if (second !== undefined) {
      throw invalidFile(
        `${where}: expected the files of one replicate; the folder has ${first} and ${second}; keep one of them.`,
      );
    }
    return first === undefined ? undefined : join(folder, first);
  };
  const transformationFile = optional(/transformati?on.*\.txt$/i);
  const labelsFile = optional(/_layers\.tsv(\.gz)?$/i);
  const imageFile = optional(/^HE.*\.jpe?g$/i);
  const countsFile = join(folder, matrix);
  let counts = await readSpatialTranscriptomicsFile(countsFile, { signal, onProgress });
  if (transformationFile !== undefined) {
    const named = { name: transformationFile, signal };
    const numbers = await readSpotTransformation(createReadStream(transformationFile), named);
    const where = `openOlfactoryBulb: ${transformationFile}`;
    counts = placed(counts, numbers, { where, error: invalidFile });
  }
  if (labelsFile !== undefined) {
    const named = { name: labelsFile, signal };
    const labels = await readSpotLabels(createReadStream(labelsFile), named);
    const where = `openOlfactoryBulb: ${labelsFile}`;
    counts = withLabels(counts, labels, { where, error: invalidFile, onWarning });
  }
  return { counts, countsFile, ...(imageFile !== undefined && { imageFile }) };
}
