import { setTimeout } from 'node:timers/promises';
import type { Kind } from '../kind.js';
import { checkEnded, startChild } from '../start-child.js';

/** Two workers whose clocks jump do the same tasks; one of them is killed at a random moment. */
export const workersWhoseClocksJump: Kind = {
  name: 'clocks that jump by days',
  async strike({ folder, programs, random, usual }) {
    const workers = [1, 2].map(() =>
      startChild(programs, 'worker', [folder], { clockSeed: Math.floor(random() * 1e9) }),
    );
    await Promise.all(workers.map(({ ready }) => ready));
    await setTimeout(random() * usual.milliseconds);
    workers[0]!.child.kill('SIGKILL');
    const [, second] = await Promise.all(workers.map(({ ended }) => ended));
    checkEnded('the second worker', second!);
    return 'one of two workers killed';
  },
};
