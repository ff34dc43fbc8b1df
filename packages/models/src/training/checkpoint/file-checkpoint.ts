import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { checkFolder } from '../../checks/checks.js';
import { encodeSafetensors, headerLength, LENGTH_BYTES, parseHeader } from './safetensors.js';
import type { CheckpointStore, NamedTensor, TrainingCheckpoint } from './training-checkpoint.js';

const FILE = 'checkpoint.safetensors';
const TEMPORARY = /^\.checkpoint-[0-9a-f-]+\.tmp$/;
const FORMAT = 'csm-training';
const VERSION = '1';

/**
 * Keeps the checkpoints of a training in `folder/checkpoint.safetensors`, for the `checkpoints` option of `trainVae`.
 *
 * A checkpoint is written under another name, flushed to the disk and renamed: a process killed at any moment leaves the
 * new checkpoint or the one before. It takes three times the weights (Adam's two moments; four times with `patience`):
 * 0.5 GB for `celebaVae`. One training at a time may use a folder. To begin anew, delete the file or name another folder.
 *
 * @throws TypeError if `folder` is no path; `load` an Error for a file that is cut off or is no such checkpoint.
 */
export function fileCheckpoint(folder: string): CheckpointStore {
  checkFolder('fileCheckpoint', folder);
  const file = join(resolve(folder), FILE);
  return {
    load: async () => {
      await removeTemporary(resolve(folder));
      return read(file);
    },
    save: async (checkpoint) => {
      await mkdir(resolve(folder), { recursive: true });
      const temporary = join(resolve(folder), `.checkpoint-${randomUUID()}.tmp`);
      try {
        await write(temporary, checkpoint);
        await rename(temporary, file);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

async function write(file: string, { settings, position, tensors }: TrainingCheckpoint): Promise<void> {
  const metadata = {
    format: FORMAT,
    version: VERSION,
    settings: JSON.stringify(settings),
    position: JSON.stringify(position),
  };
  const handle = await open(file, 'wx');
  try {
    for (const part of encodeSafetensors({ metadata, tensors })) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function read(file: string): Promise<TrainingCheckpoint | undefined> {
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`fileCheckpoint: ${file} cannot be read (${error.code}).`, { cause: error });
  });
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    const first = await readBytes(handle, 0, Math.min(size, LENGTH_BYTES));
    const length = headerLength(first);
    if (length === undefined || LENGTH_BYTES + length > size) throw notCheckpoint(file, 'it has no header');
    const header = parseHeader(await readBytes(handle, LENGTH_BYTES, length));
    if (!header) throw notCheckpoint(file, 'its header is no header of safetensors');
    const { format, version, settings, position } = header.metadata;
    if (format !== FORMAT || version !== VERSION || !settings || !position) {
      throw notCheckpoint(file, `it says format ${format}, version ${version}, not ${FORMAT}, ${VERSION}`);
    }
    const expected = LENGTH_BYTES + length + header.bytes;
    if (size !== expected)
      throw notCheckpoint(file, `it has ${size} bytes where its header tells ${expected}`);
    const tensors: NamedTensor[] = [];
    for (const { name, shape, start, end } of header.places) {
      const bytes = await readBytes(handle, LENGTH_BYTES + length + start, end - start);
      tensors.push({ name, shape, values: new Float32Array(bytes.buffer) });
    }
    return { settings: JSON.parse(settings), position: JSON.parse(position), tensors };
  } finally {
    await handle.close();
  }
}

/** Bytes in a buffer of their own. */
async function readBytes(handle: FileHandle, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(length);
  let at = 0;
  while (at < length) {
    const { bytesRead } = await handle.read(bytes, at, length - at, from + at);
    if (bytesRead === 0) throw new Error('fileCheckpoint: the file ended while it was read.');
    at += bytesRead;
  }
  return bytes;
}

/** What a process killed while it saved has left. */
async function removeTemporary(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) if (TEMPORARY.test(name)) await rm(join(folder, name), { force: true });
}

function notCheckpoint(file: string, why: string): Error {
  return new Error(
    `fileCheckpoint: ${file} is not a whole checkpoint: ${why}. Delete it to begin anew, or copy it again.`,
  );
}
