// The worker of a queue that is killed: `queue-worker.ts STORE REDIS` does tasks until the queue is empty.
import { loadPlan } from '@csm/scale';
import { localStore, queueWorker } from '@csm/scale/node';
import { LOCK_MS } from './queue-settings.js';

const [folder = '', queue = ''] = process.argv.slice(2);
const plan = await loadPlan(localStore(folder));
console.log('ready');
await queueWorker({
  plan: { ...plan, places: { store: folder } },
  queue,
  module: new URL('pool-child.mjs', import.meta.url),
  processes: 2,
  untilEmpty: true,
  lockDuration: LOCK_MS,
});
process.exit();
