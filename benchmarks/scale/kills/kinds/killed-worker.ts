import { setTimeout } from 'node:timers/promises';
import type { Kind } from '../kind.js';
import { checkEnded, startChild } from '../start-child.js';

/** A worker is killed at a random moment. */
export const killedWorker: Kind = {
  name: 'worker killed at a random moment',
  async strike({ folder, programs, random, usual }) {
    const { child, ready, ended } = startChild(programs, 'worker', [folder]);
    await ready;
    const delay = random() * usual.milliseconds;
    await setTimeout(delay);
    child.kill('SIGKILL');
    await ended;
    return `killed after ${delay.toFixed(0)} ms`;
  },
};

/** A worker is killed before a step on the file system; a file that it was writing is half written. */
export const killedAtStep: Kind = {
  name: 'worker killed in the middle of a write',
  async strike({ folder, programs, random, usual }) {
    const step = 1 + Math.floor(random() * usual.steps);
    const { signal, errors } = await startChild(programs, 'worker', [folder, String(step)]).ended;
    if (signal !== 'SIGKILL') throw new Error(`it was not killed at step ${step}: ${errors}`);
    return `killed before step ${step} of ${usual.steps}`;
  },
};

/** Two workers do the same tasks at the same time. One of them is killed at a random moment in every second run. */
export const twoWorkers: Kind = {
  name: 'two workers with the same shards',
  async strike({ folder, programs, number, random, usual }) {
    const workers = [1, 2].map(() => startChild(programs, 'worker', [folder]));
    await Promise.all(workers.map(({ ready }) => ready));
    if (number % 2 === 1) {
      await setTimeout(random() * usual.milliseconds);
      workers[0]!.child.kill('SIGKILL');
    }
    const [first, second] = await Promise.all(workers.map(({ ended }) => ended));
    if (number % 2 === 0) checkEnded('the first worker', first!);
    checkEnded('the second worker', second!);
    return number % 2 === 1 ? 'one of them killed' : 'both ended';
  },
};
