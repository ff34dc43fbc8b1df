import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpatialCounts } from '../spatial-counts.js';
import { labelSpots, readSpotLabels } from '../spot-labels.js';
import { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';
import { placeSpots, readSpotTransformation } from './spot-transformation.js';

/** A replicate of the mouse olfactory bulb. */
export interface OlfactoryBulb {
  /** With `spots.pixels` where the folder has a transformation, and `spots.labels` where it has labels. */
  readonly counts: SpatialCounts;
  /** The file that the counts come from. */
  readonly countsFile: string;
  /** The H&E image that the transformation leads to, where the folder has one. It is not opened. */
  readonly imageFile?: string;
}

/**
 * Opens a folder that holds one replicate of the mouse olfactory bulb (Ståhl et al., Science 353:78, 2016), as
 * published: the counts in `Rep1_MOB_count_matrix-1.tsv` or the like, gzipped or not; where they are there, the
 * transformation to the H&E image (`*transformation*.txt`, or `transformaton` as it is misspelt for some replicates), the
 * image (`HE*.jpg`), and labels of the spots (`*_layers.tsv`).
 * Throws where the folder cannot be read, where it does not hold exactly one `*count_matrix*.tsv` or `.tsv.gz`, and where
 * it holds two of another kind: the message lists what is there. Errors in the files are those of
 * `readSpatialTranscriptomics`, `readSpotTransformation` and `readSpotLabels`.
 */
export async function openOlfactoryBulb(
  folder: string,
  options: ReadFileOptions = {},
): Promise<OlfactoryBulb> {
  const { signal } = options;
  signal?.throwIfAborted();
  const files = await readdir(folder).catch((error: Error) => {
    throw new Error(`openOlfactoryBulb: cannot read the folder ${folder}: ${error.message}`, {
      cause: error,
    });
  });
  const matrices = files.filter((file) => /count_matrix.*\.tsv(\.gz)?$/i.test(file));
  if (matrices.length !== 1) {
    const seen = matrices.length > 1 ? matrices : files;
    throw new Error(
      `openOlfactoryBulb: expected one file *count_matrix*.tsv or *count_matrix*.tsv.gz in ${folder} ` +
        `(such as Rep1_MOB_count_matrix-1.tsv); found ${matrices.length}. ` +
        `${matrices.length > 1 ? 'Keep one of' : 'The folder holds'}: ${seen.sort().slice(0, 20).join(', ') || 'nothing'}`,
    );
  }
  const optional = (pattern: RegExp) => {
    const found = files.filter((file) => pattern.test(file)).sort();
    if (found.length > 1) {
      throw new Error(
        `openOlfactoryBulb: expected one replicate in ${folder}; found ${found.join(' and ')}; keep one of them`,
      );
    }
    return found[0] === undefined ? undefined : join(folder, found[0]);
  };
  const transformationFile = optional(/transformati?on.*\.txt$/i);
  const labelsFile = optional(/_layers\.tsv(\.gz)?$/i);
  const imageFile = optional(/^HE.*\.jpe?g$/i);
  const countsFile = join(folder, matrices[0]!);
  let counts = await readSpatialTranscriptomicsFile(countsFile, options);
  if (transformationFile !== undefined) {
    const named = { name: transformationFile, signal };
    counts = placeSpots(counts, await readSpotTransformation(createReadStream(transformationFile), named));
  }
  if (labelsFile !== undefined) {
    counts = labelSpots(
      counts,
      await readSpotLabels(createReadStream(labelsFile), { name: labelsFile, signal }),
    );
  }
  return { counts, countsFile, ...(imageFile !== undefined && { imageFile }) };
}
