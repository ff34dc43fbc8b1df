import { stat } from 'node:fs/promises';
import { invalidFile } from '../errors.js';
import { writeBooleans } from './booleans/write-booleans.js';
import type { Outcome } from './host/worker-host.js';
import { reasonOf } from './reason-of.js';
import { withWorker } from './use-hdf5.js';
import { type Hdf5Write, isBooleans } from './worker/messages.js';

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
  await withWorker(where, undefined, async (worker) => {
    const check = <T>(outcome: Outcome<T>) => {
      if ('error' in outcome)
        throw invalidFile(`${where}: cannot write ${path}; ${reasonOf(outcome.error)}.`);
    };
    check(await worker.call('open', [{ path }, mode]));
    for (const part of partsOf(steps)) check(await worker.call('write', [part]));
  });
  const count = steps.filter((step) => 'data' in step && isBooleans(step.data)).length;
  if (count > 0) await writeBooleans(where, path, { count, from });
}

/** A call copies its values to the worker and has seconds to write them, so that large matrices are sent one at a time. */
const PART_BYTES = 16 << 20;

function partsOf(steps: readonly Hdf5Write[]): Hdf5Write[][] {
  const parts: Hdf5Write[][] = [];
  let bytes = PART_BYTES;
  for (const step of steps) {
    if (bytes >= PART_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(step);
    if ('data' in step && ArrayBuffer.isView(step.data)) bytes += step.data.byteLength;
  }
  return parts;
}
