import type { Kind } from './kind.js';
import { fullDisk } from './kinds/full-disk.js';
import { workersWhoseClocksJump } from './kinds/jumping-clock.js';
import { killedChild, killedParent } from './kinds/killed-run.js';
import { killedAtStep, killedWorker, twoWorkers } from './kinds/killed-worker.js';
import { killedQueueWorker, killedRedis, queueClocksJump } from './kinds/queue.js';
import { storeErrors } from './kinds/store-errors.js';

/** All ways in which runs are broken. */
export const KINDS: readonly Kind[] = [
  killedWorker,
  killedAtStep,
  twoWorkers,
  killedChild,
  killedParent,
  killedQueueWorker,
  killedRedis,
  fullDisk,
  storeErrors,
  workersWhoseClocksJump,
  queueClocksJump,
];
