import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { localStore } from '@csm/scale/node';
import type { Kind } from '../kind.js';
import { runPending } from '../run-pending.js';

const run = promisify(execFile);

/** A disk in memory that becomes full at a random moment. The store is copied to it before, and back afterwards. */
export const fullDisk: Kind = {
  name: 'full disk',
  missing: async () => {
    const disk = await mkdtemp(join(tmpdir(), 'csm-disk-'));
    try {
      await run('mount', ['-t', 'tmpfs', 'tmpfs', disk]);
      await run('umount', [disk]);
      return undefined;
    } catch {
      return 'needs the right to mount a disk in memory';
    } finally {
      await rm(disk, { recursive: true });
    }
  },
  async strike({ folder, plan, random, usual }) {
    const disk = await mkdtemp(join(tmpdir(), 'csm-disk-'));
    // Pages of 4 KiB: what the plan needs, and a random part of what the results need.
    const size = usual.planBytes + Math.floor(random() * (usual.bytes - usual.planBytes - 2 * 4096));
    await run('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', disk]);
    try {
      const store = join(disk, 'store');
      await cp(folder, store, { recursive: true });
      const failure = await runPending(plan, localStore(store)).catch((error: Error) => error);
      if (!(failure instanceof Error) || !/full/.test(failure.message)) {
        throw new Error(`a disk of ${size} bytes should have been full; got ${failure}`);
      }
      await rm(folder, { recursive: true });
      await cp(store, folder, { recursive: true });
      return `full at ${size} bytes`;
    } finally {
      await run('umount', [disk]);
      await rm(disk, { recursive: true });
    }
  },
};
