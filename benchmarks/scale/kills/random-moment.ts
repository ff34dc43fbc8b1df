import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { KillRun } from './kind.js';
import type { Ended } from './start-child.js';

/**
 * Waits until a random moment of a run with child processes: in every second run a moment after the first shard was done, because the processes
 * take most of the time to start; otherwise any.
 * @param ended of the run: then there is nothing to wait for.
 */
export async function randomMoment(
  { folder, number, random, usual }: KillRun,
  ended: Promise<Ended>,
): Promise<void> {
  if (number % 2 === 0) return setTimeout(random() * usual.runMilliseconds);
  let isRunning = true;
  ended.then(() => {
    isRunning = false;
  });
  while (isRunning && !existsSync(join(folder, 'shards'))) await setTimeout(5);
  await setTimeout((random() * usual.milliseconds) / 2);
}
