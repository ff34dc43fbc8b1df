import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteStore } from './booleans/byte-store.js';
import { writeBooleans } from './booleans/write-booleans.js';
import { withWorker } from './use-hdf5.js';
import type { Hdf5Write } from './worker/messages.js';
import { placeholderCount, writeSteps } from './write-steps.js';

/**
 * Makes or changes a file in a worker. If it fails, the file is unfinished: write under a temporary name.
 * @param mode `w` for a new file, `a` to add to one.
 */
export async function writeHdf5(
  where: string,
  path: string,
  mode: 'a' | 'w',
  steps: readonly Hdf5Write[],
): Promise<void> {
  const from = mode === 'a' ? (await stat(path)).size : 0;
  await withWorker(where, undefined, (worker) =>
    writeSteps(worker, { path }, mode, { where, name: path, steps }),
  );
  const count = placeholderCount(steps);
  if (count === 0) return;
  const file = await open(path, 'r+');
  try {
    await writeBooleans(where, path, await diskStore(file), { count, from });
  } finally {
    await file.close();
  }
}

async function diskStore(file: FileHandle): Promise<ByteStore> {
  return {
    size: (await file.stat()).size,
    async read(at, length) {
      const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    },
    async write(at, bytes) {
      await file.write(bytes, 0, bytes.length, at);
    },
  };
}
