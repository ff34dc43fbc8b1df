import { invalidFile } from '../errors.js';
import type { Outcome, WorkerHost } from './host/worker-host.js';
import { reasonOf } from './reason-of.js';
import { type Hdf5Content, type Hdf5Write, isBooleans } from './worker/messages.js';

/** What is written: where the message of an error begins, the file in it, and the steps. */
export interface Writing {
  readonly where: string;
  readonly name: string;
  readonly steps: readonly Hdf5Write[];
}

/** Opens a file in a worker and writes to it. @param mode `w` for a new file, `a` to add to one. */
export async function writeSteps(
  worker: WorkerHost,
  content: Hdf5Content,
  mode: 'a' | 'w',
  writing: Writing,
): Promise<void> {
  checkWritten(await worker.call('open', [content, mode]), writing);
  for (const part of partsOf(writing.steps)) checkWritten(await worker.call('write', [part]), writing);
}

/** @throws if a call of the worker failed. */
export function checkWritten<T>(outcome: Outcome<T>, { where, name }: Writing): T {
  if ('value' in outcome) return outcome.value;
  throw invalidFile(`${where}: cannot write ${name}; ${reasonOf(outcome.error)}.`);
}

/** The number of booleans that are written as placeholders. */
export const placeholderCount = (steps: readonly Hdf5Write[]): number =>
  steps.filter((step) => 'data' in step && isBooleans(step.data)).length;

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
