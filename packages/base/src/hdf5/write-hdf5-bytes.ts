import { memoryStore } from './booleans/byte-store.js';
import { writeBooleans } from './booleans/write-booleans.js';
import { bytesOf, type FileBytes } from './hdf5-from-bytes.js';
import { withWorker } from './use-hdf5.js';
import type { Hdf5Write } from './worker/messages.js';
import { checkWritten, placeholderCount, writeSteps } from './write-steps.js';

/**
 * Makes a file in the memory of a worker, or adds to a copy of one: for pages, which have no disk.
 * @param from the file to which steps are added, which is not changed; undefined for a new file.
 * @param name the file in messages.
 */
export async function writeHdf5Bytes(
  where: string,
  name: string,
  from: FileBytes | undefined,
  steps: readonly Hdf5Write[],
): Promise<Uint8Array> {
  const original = from === undefined ? new Uint8Array(0) : await bytesOf(where, from);
  const writing = { where, name, steps };
  const bytes = await withWorker(where, undefined, async (worker) => {
    await writeSteps(worker, { bytes: original }, from === undefined ? 'w' : 'a', writing);
    return checkWritten(await worker.call('finish', []), writing);
  });
  const count = placeholderCount(steps);
  if (count > 0) await writeBooleans(where, name, memoryStore(bytes), { count, from: original.length });
  return bytes;
}
