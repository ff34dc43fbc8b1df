import { randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, machine } from './processes.js';

/**
 * A new name next to `path` for a file or folder that is written and then renamed. It contains the machine and the process, so
 * that {@link removeTemporaries} can find out whether its process is alive.
 */
export function temporaryName(path: string): string {
  return `${path}.${machine()}-${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

/** Whether a file or folder of this name can only be a temporary one. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Options of {@link removeTemporaries}. */
export interface RemoveTemporariesOptions {
  /** Also removes those that were last written before this time, of any process and machine; in milliseconds since 1970. */
  readonly writtenBefore?: number | undefined;
}

/**
 * Removes the temporary files and folders that killed processes left in a folder; for a folder that does not exist, nothing
 * happens. Those of processes that are alive, and of other machines (the folder may be on a network), remain.
 */
export async function removeTemporaries(
  folder: string,
  options: RemoveTemporariesOptions = {},
): Promise<void> {
  const { writtenBefore = Number.NEGATIVE_INFINITY } = options;
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (await isLeft(folder, name, writtenBefore)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

async function isLeft(folder: string, name: string, writtenBefore: number): Promise<boolean> {
  const [, owner, pid] = TEMPORARY.exec(name) ?? [];
  if (owner !== undefined) {
    if (owner === machine() && !isAlive(Number(pid))) return true;
    return writtenBefore > 0 && (await writtenAt(folder, name)) < writtenBefore;
  }
  // The name does not contain the process; after a day, no save can still be running.
  return OLD_TEMPORARY.test(name) && (await writtenAt(folder, name)) < Date.now() - DAY_MS;
}

/** The time of the last write in milliseconds; infinite if there is no such file any more. */
async function writtenAt(folder: string, name: string): Promise<number> {
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found?.mtimeMs ?? Number.POSITIVE_INFINITY;
}

const TEMPORARY = /\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}\.tmp$/;
/** The names of version 0.1. */
const OLD_TEMPORARY = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
const DAY_MS = 24 * 3600 * 1000;
