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

/**
 * Removes the temporary files and folders that killed processes left in a folder; for a folder that does not exist, nothing
 * happens. Those of processes that are alive, and of other machines (the folder may be on a network), remain.
 */
export async function removeTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (await isLeft(folder, name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function isLeft(folder: string, name: string): Promise<boolean> {
  const [, owner, pid] = TEMPORARY.exec(name) ?? [];
  if (owner !== undefined) return owner === machine() && !isAlive(Number(pid));
  // The name does not contain the process; after a day, no save can still be running.
  if (!OLD_TEMPORARY.test(name)) return false;
  const found = await stat(join(folder, name)).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > DAY_MS;
}

const TEMPORARY = /\.([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}\.tmp$/;
/** The names of version 0.1. */
const OLD_TEMPORARY = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.tmp$/;
const DAY_MS = 24 * 3600 * 1000;
