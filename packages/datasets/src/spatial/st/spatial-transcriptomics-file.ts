import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { checkOptions, checkPath, checkWatchers, invalidFile, unreadableFile } from '@csm/base';
import type { SpatialCounts } from '../spatial-counts.js';
import { type ReadOptions, readSpatialTranscriptomics } from './read-spatial-transcriptomics.js';

/** Options of {@link readSpatialTranscriptomicsFile}. The total in `onProgress` is the size of the file in bytes. */
export type ReadFileOptions = Pick<ReadOptions, 'signal' | 'onProgress'>;

/**
 * Reads a count matrix from a file on disk, as `readSpatialTranscriptomics` does. Whether it is gzipped is detected
 * from its content, not its name.
 *
 * @throws as `readSpatialTranscriptomics`; also if the file does not exist.
 * @category Read a tissue
 */
export async function readSpatialTranscriptomicsFile(
  path: string,
  options: ReadFileOptions = {},
): Promise<SpatialCounts> {
  const caller = 'readSpatialTranscriptomicsFile';
  checkOptions(caller, options, { signal: true, onProgress: true });
  checkWatchers(caller, options);
  checkPath(caller, 'path', path, 'a file');
  options.signal?.throwIfAborted();
  const file = await stat(path).catch((cause: unknown) => {
    throw unreadableFile(`${caller}: ${path}`, cause);
  });
  if (!file.isFile()) {
    throw invalidFile(
      `${caller}: ${path}: expected a file; this is a folder; pass the path of a file in it.`,
    );
  }
  return readSpatialTranscriptomics(createReadStream(path), {
    ...options,
    name: path,
    totalBytes: file.size,
  });
}
