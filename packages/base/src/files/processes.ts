import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** A short name of this machine, for file names: a process number means nothing on another one. */
export const machine = (): string => createHash('sha256').update(hostname()).digest('hex').slice(0, 8);

/** Signal 0 is not sent; it only tells whether the process exists (`EPERM`: it does, and belongs to another user). */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
