import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SpatialCounts } from './spatial-counts.js';
import { type ReadFileOptions, readSpatialTranscriptomicsFile } from './spatial-transcriptomics-file.js';

/** A replicate of the mouse olfactory bulb. */
export interface OlfactoryBulb {
  readonly counts: SpatialCounts;
  /** The file that the counts come from. */
  readonly countsFile: string;
}

/**
 * Opens a folder that holds one replicate of the mouse olfactory bulb (Ståhl et al., Science 353:78, 2016), as
 * published: the counts in `Rep1_MOB_count_matrix-1.tsv` or the like, gzipped or not.
 * Throws where the folder cannot be read, and where it does not hold exactly one `*count_matrix*.tsv` or `.tsv.gz`:
 * the message lists what is there. Errors in the file are those of `readSpatialTranscriptomics`.
 */
export async function openOlfactoryBulb(
  folder: string,
  options: ReadFileOptions = {},
): Promise<OlfactoryBulb> {
  options.signal?.throwIfAborted();
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
  const countsFile = join(folder, matrices[0]!);
  return { counts: await readSpatialTranscriptomicsFile(countsFile, options), countsFile };
}
