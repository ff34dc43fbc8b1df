import { invalidFile, largest, smallest } from '@csm/base';
import type { io } from '@tensorflow/tfjs-core';
import { butIs } from './read-file.js';
import { byteLengths } from './weights-manifest.js';

/** A weight file that was read. */
export interface Shard {
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * @param file the file with the manifest, for messages.
 * @throws unless the files of a group have the length that the manifest describes; the error names the file that is
 * incomplete.
 */
export function checkGroupLength(
  caller: string,
  file: string,
  specs: readonly io.WeightsManifestEntry[],
  shards: readonly Shard[],
): void {
  // The length of texts depends on their content.
  if (specs.some(({ dtype }) => (dtype as string) === 'string')) return;
  const expected = byteLengths(caller, file, specs).reduce((sum, length) => sum + length, 0);
  const found = shards.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (found === expected) return;
  const suspect = suspectOf(shards, found < expected);
  const others = shards.length > 1 ? ` of ${shards.length} files with ${found} bytes in all` : '';
  const name = suspect ? `${suspect.path} holds ${suspect.bytes.length} bytes${others}` : 'it names no file';
  const incomplete = `is ${found < expected ? 'incomplete' : 'too long'} or of another model; copy it again`;
  throw invalidFile(
    `${caller}: expected ${expected} bytes of weights for ${file}; ${name} and ` +
      `${butIs(suspect?.bytes ?? Buffer.alloc(1), incomplete)}.`,
  );
}

/** All files but the last have the same length, so a file that differs is the wrong one; otherwise it is the last. */
function suspectOf(shards: readonly Shard[], isShort: boolean): Shard | undefined {
  const full = shards.slice(0, -1);
  const lengths = full.map(({ bytes }) => bytes.length);
  const usual = isShort ? largest(lengths) : smallest(lengths);
  return full.find(({ bytes }) => bytes.length !== usual) ?? shards.at(-1);
}
