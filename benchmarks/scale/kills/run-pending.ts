import { type ObjectStore, type Plan, pendingTasks, runTask } from '@csm/scale';
import { openJob } from './kill-job.js';

/** Does the tasks of a plan that are not done, in this process. */
export async function runPending(plan: Plan, store: ObjectStore): Promise<void> {
  const job = await openJob(plan, store, { onWarning: console.warn });
  for (const task of await pendingTasks(plan, store)) await runTask(plan, task, job, store);
}
