import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { SpatialCounts } from '../spatial-counts.js';
import { type ReadOptions, readSpatialTranscriptomics } from './read-spatial-transcriptomics.js';

/** Options of {@link readSpatialTranscriptomicsFile}. */
export type ReadFileOptions = Pick<ReadOptions, 'signal' | 'onProgress'>;

/**
 * `readSpatialTranscriptomics` of a file on disk, gzipped or not (the content tells, not the name); `onProgress`
 * hears the size of the file too. Throws where there is no such file.
 */
export async function readSpatialTranscriptomicsFile(
  path: string,
  options: ReadFileOptions = {},
): Promise<SpatialCounts> {
  options.signal?.throwIfAborted();
  const file = await stat(path).catch((error: Error) => {
    throw new Error(`readSpatialTranscriptomicsFile: cannot read ${path}: ${error.message}`, {
      cause: error,
    });
  });
  if (!file.isFile()) throw new Error(`readSpatialTranscriptomicsFile: expected a file; ${path} is none`);
  return readSpatialTranscriptomics(createReadStream(path), {
    ...options,
    name: path,
    totalBytes: file.size,
  });
}
