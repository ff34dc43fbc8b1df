import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { checkPath, invalidFile, likeness, unreadableFile } from '@csm/base';
import { removeTemporaries, writeAtomically } from '@csm/base/node';
import type { RankingCheckpoint, RankingCheckpointStore } from './ranking-checkpoint.js';

const FORMAT = 'csm-ranking';
const VERSION = 1;

/** The content of the file begins with its SHA-256. */
const HASH_BYTES = 32;

/**
 * Stores the checkpoints of a ranking in a file, for the `checkpoints` option of `rankGenes` and `rankGenesMany`.
 *
 * A checkpoint is written under a temporary name, flushed to the disk and renamed: a process that is killed at any moment leaves either
 * the new checkpoint or the previous one. It takes 24 bytes per gene and concept, and 8 for each donor, gene and concept. Only one run at a time
 * may use a file. To start again, delete it.
 *
 * @param file is written by `node:v8`, so that it is read by the same or a later version of Node.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if `file` is not a path. `load` rejects with an error with code
 * `ERR_INVALID_FILE` if the file is incomplete or not such a checkpoint.
 *
 * @example
 * const ranking = await rankGenes(encoder, cells, concept, method, { checkpoints: rankingCheckpoint('b-cells.checkpoint') });
 * @category Gene rankings
 */
export function rankingCheckpoint(file: string): RankingCheckpointStore {
  checkPath('rankingCheckpoint', 'file', file, 'a file');
  const path = resolve(file);
  return {
    load: async () => {
      await removeTemporaries(dirname(path));
      const bytes = await existing(path);
      return bytes && { ...decoded(path, bytes), source: path };
    },
    save: async (checkpoint) => {
      const { source, ...content } = checkpoint;
      const body = serialize({ format: FORMAT, version: VERSION, ...content });
      await writeAtomically(path, [sha256(body), body]);
    },
  };
}

async function existing(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unreadableFile(`rankingCheckpoint: ${path}`, cause);
  }
}

function decoded(path: string, bytes: Uint8Array): RankingCheckpoint {
  const body = bytes.subarray(HASH_BYTES);
  const isWhole = bytes.length > HASH_BYTES && sha256(body).equals(bytes.subarray(0, HASH_BYTES));
  const content = isWhole ? deserialized(body) : undefined;
  if (content?.format === FORMAT && content.version === VERSION) {
    const { format, version, ...checkpoint } = content;
    return checkpoint;
  }
  const like = content === undefined ? likeness(bytes) : undefined;
  const what = content
    ? `has format ${content.format}, version ${content.version}`
    : `is ${like?.what ?? 'damaged'}`;
  throw invalidFile(
    `rankingCheckpoint: expected a complete checkpoint; ${path} ${what}; delete it to start again, or copy it again.`,
  );
}

/** Undefined if a later version of Node wrote it. */
function deserialized(
  body: Uint8Array,
): (RankingCheckpoint & { readonly format?: unknown; readonly version?: unknown }) | undefined {
  try {
    return deserialize(body);
  } catch {
    return undefined;
  }
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();
