import { setTimeout } from 'node:timers/promises';
import { enqueuePlan, queueStatus } from '@csm/scale/node';
import { hasRedis, type OwnRedis, startRedis } from '../../redis.js';
import type { KillRun, Kind } from '../kind.js';
import { randomMoment } from '../random-moment.js';
import { checkEnded, startChild } from '../start-child.js';

const missing = async () => ((await hasRedis()) ? undefined : 'needs redis-server');

/** A worker of a queue is killed; another one does what it left, of which it learns when the locks have expired. */
export const killedQueueWorker: Kind = {
  name: 'queue worker killed',
  missing,
  strike: (run) =>
    withQueue(run, {}, async ({ redis, plan }) => {
      const { child, ready, ended } = startChild(run.programs, 'queue-worker', [run.folder, redis.address]);
      await ready;
      await randomMoment(run, ended);
      child.kill('SIGKILL');
      await ended;
      await finishedByQueue(run, redis);
      const { waiting, running, setAside } = await queueStatus({ plan, queue: redis.address });
      if (waiting + running + setAside.length > 0) {
        throw new Error(
          `the queue still has ${waiting} waiting, ${running} running, ${setAside.length} set aside`,
        );
      }
      return 'another worker did the rest';
    }),
};

/** Redis is killed while a worker works, and starts again: with its tasks, or empty, so that they are enqueued again. */
export const killedRedis: Kind = {
  name: 'Redis killed',
  missing,
  strike: (run) => {
    const keeps = run.number % 4 < 2;
    return withQueue(run, { keeps }, async ({ redis, plan }) => {
      const { ready, ended } = startChild(run.programs, 'queue-worker', [run.folder, redis.address]);
      await ready;
      await randomMoment(run, ended);
      await redis.kill();
      await setTimeout(100 * run.random());
      await redis.start();
      if (!keeps) await enqueuePlan({ plan, queue: redis.address });
      const worker = await ended;
      // A worker that starts while Redis is down says so and ends.
      if (!worker.errors.includes('expected Redis at')) checkEnded('the queue worker', worker);
      return keeps ? 'started again with its tasks' : 'started again without its tasks';
    });
  },
};

/** Two workers of a queue whose clocks jump. */
export const queueClocksJump: Kind = {
  name: 'queue workers whose clocks jump by days',
  missing,
  strike: (run) =>
    withQueue(run, {}, async ({ redis }) => {
      const workers = [1, 2].map(() =>
        startChild(run.programs, 'queue-worker', [run.folder, redis.address], {
          clockSeed: Math.floor(run.random() * 1e9),
        }),
      );
      for (const each of await Promise.all(workers.map(({ ended }) => ended)))
        checkEnded('a queue worker', each);
      return 'both ended';
    }),
};

interface Queue {
  readonly redis: OwnRedis;
  readonly plan: KillRun['plan'];
}

async function withQueue(
  { plan, folder }: KillRun,
  options: { readonly keeps?: boolean },
  use: (queue: Queue) => Promise<string>,
): Promise<string> {
  const redis = await startRedis(options);
  try {
    const placed = { ...plan, places: { store: folder } };
    await enqueuePlan({ plan: placed, queue: redis.address });
    return await use({ redis, plan: placed });
  } finally {
    await redis.end();
  }
}

async function finishedByQueue({ folder, programs }: KillRun, redis: OwnRedis): Promise<void> {
  checkEnded(
    'the second queue worker',
    await startChild(programs, 'queue-worker', [folder, redis.address]).ended,
  );
}
