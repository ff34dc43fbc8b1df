import { type FileHandle, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { checkPath, invalidFile, LIKENESS_BYTES, likeness } from '@csm/base';
import { readFully, removeTemporaries, writeAtomically } from '@csm/base/node';
import { isObject } from '../../checks/is-object.js';
import {
  encodeSafetensors,
  headerLength,
  LENGTH_BYTES,
  parseHeader,
  type SafetensorsHeader,
} from './safetensors.js';
import type {
  CheckpointStore,
  NamedTensor,
  TrainingCheckpoint,
  TrainingSettings,
} from './training-checkpoint.js';
import { isPosition } from './training-position.js';

const FILE = 'checkpoint.safetensors';
const FORMAT = 'csm-training';
const VERSION = '1';

/** Names that versions up to 0.1 gave to temporary files. */
const OLD_TEMPORARY = /^\.checkpoint-[0-9a-f-]+\.tmp$/;

/**
 * Stores the checkpoints of a training run in `folder/checkpoint.safetensors`, for the `checkpoints` option of `trainVae`.
 *
 * A checkpoint is written under a temporary name, flushed to the disk and renamed: a process that is killed at any moment
 * leaves either the new checkpoint or the previous one. It takes three times the size of the weights (weights and Adam's two
 * moments; four times with `patience`): 0.5 GB for `celebaVae`. Only one run at a time may use a folder. To start
 * again, delete the file or use another folder.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if `folder` is not a path. `load` rejects with an error with code
 * `ERR_INVALID_FILE` if the file is incomplete or not such a checkpoint.
 * @category Train
 */
export function fileCheckpoint(folder: string): CheckpointStore {
  checkPath('fileCheckpoint', 'folder', folder, 'a folder');
  const file = join(resolve(folder), FILE);
  return {
    load: async () => {
      await removeTemporaries(dirname(file));
      await removeOldTemporaries(dirname(file));
      return readCheckpoint(file);
    },
    save: (checkpoint) => writeAtomically(file, encodeCheckpoint(checkpoint)),
  };
}

function encodeCheckpoint({ settings, position, tensors }: TrainingCheckpoint): Uint8Array[] {
  const metadata = {
    format: FORMAT,
    version: VERSION,
    settings: JSON.stringify(settings),
    position: JSON.stringify(position),
  };
  return encodeSafetensors({ metadata, tensors });
}

async function readCheckpoint(file: string): Promise<TrainingCheckpoint | undefined> {
  const handle = await openExisting(file);
  if (!handle) return undefined;
  try {
    const { header, headerEnd } = await readHeader(handle, file);
    const { settings, position } = parseMetadata(file, header.metadata);
    const tensors: NamedTensor[] = [];
    for (const { name, shape, start, end } of header.places) {
      const bytes = await readBytes(handle, file, headerEnd + start, end - start);
      tensors.push({ name, shape, values: new Float32Array(bytes.buffer) });
    }
    return { settings, position, tensors, source: file };
  } finally {
    await handle.close();
  }
}

/** Undefined if the file does not exist. */
async function openExisting(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw invalidFile(`fileCheckpoint: expected a file that can be read; opening ${file} gives ${code}.`, {
      cause,
    });
  }
}

/** @throws unless the file has a valid header and exactly the bytes that the header describes. */
async function readHeader(
  handle: FileHandle,
  file: string,
): Promise<{ header: SafetensorsHeader; headerEnd: number }> {
  const { size } = await handle.stat();
  const first = await readBytes(handle, file, 0, Math.min(size, LIKENESS_BYTES));
  const length = headerLength(first);
  if (length === undefined || LENGTH_BYTES + length > size) {
    const like = likeness(first);
    throw notCheckpoint(file, like ? `is ${like.what}` : 'has no header');
  }
  const header = parseHeader(await readBytes(handle, file, LENGTH_BYTES, length));
  if (!header) throw notCheckpoint(file, 'has an invalid header');
  const headerEnd = LENGTH_BYTES + length;
  const expected = headerEnd + header.bytes;
  if (size !== expected) throw notCheckpoint(file, `has ${size} bytes, but its header describes ${expected}`);
  return { header, headerEnd };
}

function parseMetadata(
  file: string,
  { format, version, settings, position }: SafetensorsHeader['metadata'],
): Pick<TrainingCheckpoint, 'settings' | 'position'> {
  if (format !== FORMAT || version !== VERSION || !settings || !position) {
    throw notCheckpoint(file, `has format ${format}, version ${version}, not ${FORMAT}, version ${VERSION}`);
  }
  const parsed = { settings: parsedJson(settings), position: parsedJson(position) };
  if (!isObject(parsed.settings) || !isPosition(parsed.position)) {
    throw notCheckpoint(file, 'has settings or a position that are damaged');
  }
  return { settings: parsed.settings as unknown as TrainingSettings, position: parsed.position };
}

/** Undefined if the text is not JSON. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Copies bytes into a separate buffer. */
async function readBytes(
  handle: FileHandle,
  file: string,
  from: number,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  if ((await readFully(handle, bytes, from)) < length) {
    throw notCheckpoint(file, 'became shorter while it was read');
  }
  return bytes;
}

/** Removes temporary files that an older version left when its process was killed. */
async function removeOldTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (OLD_TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
}

function notCheckpoint(file: string, why: string): Error {
  return invalidFile(
    `fileCheckpoint: expected a complete checkpoint; ${file} ${why}; delete it to start again, or copy it again.`,
  );
}
