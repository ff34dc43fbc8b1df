import { randomBytes } from 'node:crypto';
import { readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { invalidArgument } from '@csm/base';
import { isAlive, machine } from '@csm/base/node';

/** The right to write into a folder. */
export interface FolderLock {
  /** Shows other machines that this process is at work. */
  renew(): Promise<void>;
  release(): Promise<void>;
}

/** The file of a call: when it began, on which machine, in which process. */
interface LockFile {
  readonly name: string;
  readonly since: number;
  readonly owner: string;
  readonly pid: number;
}

/**
 * Reserves a folder for one call: the rows of two would be mixed. Each call writes a file of its own and then looks for those of
 * others, so of two calls at least one sees the other; of calls that begin at the same moment, the first by name stays.
 *
 * @throws if another call is at work. Files that killed processes left are removed.
 */
export async function lockFolder(caller: string, folder: string): Promise<FolderLock> {
  const id = randomBytes(4).toString('hex');
  const name = `${Date.now()}-${machine()}-${process.pid}-${id}.lock`;
  const path = join(folder, name);
  try {
    await writeFile(path, '', { flag: 'wx' });
  } catch (error) {
    // Nobody can write into this folder, and a finished one can be read.
    if (['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) {
      return { renew: async () => {}, release: async () => {} };
    }
    throw error;
  }
  const release = () => rm(path, { force: true });
  for (let tries = 0; ; tries++) {
    const [other] = await othersIn(folder, name);
    if (!other) break;
    if (other.name > name && tries < TRIES) {
      await setTimeout(RETRY_MS);
      continue;
    }
    await release();
    throw invalidArgument(
      `${caller}: folder must be used by one call at a time; process ${other.pid}${other.owner === machine() ? '' : ' of another machine'} ` +
        `has been encoding into ${folder} since ${new Date(other.since).toISOString()}; wait until it has finished, use another folder, or ` +
        `delete ${join(folder, other.name)} if that process has ended.`,
    );
  }
  const renew = async () => {
    const now = new Date();
    await utimes(path, now, now).catch(() => {});
  };
  return { renew, release };
}

/** A call that began at the same moment takes less than this to withdraw. */
const TRIES = 20;
const RETRY_MS = 50;
/** A lock of another machine that is not renewed for this long was left. */
const OLD_MS = 10 * 60_000;

/** The locks of calls at work, the first by name first. */
async function othersIn(folder: string, mine: string): Promise<LockFile[]> {
  const others: LockFile[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const [, since, owner, pid] = LOCK.exec(name) ?? [];
    if (owner === undefined || name === mine) continue;
    const lock = { name, since: Number(since), owner, pid: Number(pid) };
    if (await isAtWork(join(folder, name), lock)) others.push(lock);
    else await rm(join(folder, name), { force: true });
  }
  return others;
}

const LOCK = /^(\d{13})-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{8}\.lock$/;

async function isAtWork(path: string, { since, owner, pid }: LockFile): Promise<boolean> {
  if (owner === machine() && !isAlive(pid)) return false;
  // Containers give the same number to one process after the other.
  const began = Math.floor(Date.now() - 1000 * process.uptime());
  if (owner === machine() && pid === process.pid && since < began) return false;
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs < OLD_MS;
}
