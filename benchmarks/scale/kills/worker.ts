// The worker that is killed: `worker.ts STORE [STEP]` does the tasks of a plan that are not done. Before step STEP on the file system it dies.
import { loadPlan, pendingTasks, runTask } from '@csm/scale';
import { localStore } from '@csm/scale/node';
import { dieBefore, stepsSoFar } from '../../../test/kills/kill-before.js';
import { openJob } from './kill-job.js';

const [folder = '', step = '0'] = process.argv.slice(2);
const store = localStore(folder);
const plan = await loadPlan(store);
const job = await openJob(plan, store, { onWarning: console.warn });
const tasks = await pendingTasks(plan, store);
console.log('ready');
dieBefore(Number(step) || Number.POSITIVE_INFINITY);
for (const task of tasks) await runTask(plan, task, job, store);
console.log(stepsSoFar());
