import { checkOptions, checkWatchers } from '@csm/base';
import { claimStore } from '../plan/claim-store.js';
import type { Plan } from '../plan/plan.js';
import { planTask } from '../plan/plan-tasks.js';
import type { ObjectStore } from '../stores/object-store.js';
import { checkJob } from './check-job.js';
import { runCertificate } from './run-certificate.js';
import { runShard } from './run-shard.js';
import type { ShardJob } from './shard-job.js';
import type { RunTaskOptions, TaskResult } from './task-options.js';

/**
 * Does one task of a plan: explains the inputs of a shard and puts scores, maps and sums into the store, or makes the certificate of a
 * concept. What is complete in the store is left alone. A task that was interrupted can be done again, and two workers can do the same
 * one: the results are the same, byte for byte, and nothing in a store is replaced.
 *
 * Inputs are explained in batches of `plan.batchSize`, from the beginning of the shard. Random draws are those that the inputs have in the
 * whole plan, so they do not depend on the shards.
 *
 * @param task from 0: see {@link planTasks}.
 * @param job the model, the concepts, the method and the data, as an {@link OpenJob} opens them; borrowed.
 * @throws before any work if the store belongs to another plan, the job does not fit the plan, or the store has other results under the
 * keys of this task.
 * @category Plan and run
 */
export async function runTask(
  plan: Plan,
  task: number,
  job: ShardJob,
  store: ObjectStore,
  options: RunTaskOptions = {},
): Promise<TaskResult> {
  checkOptions<RunTaskOptions>('runTask', options, { signal: true, onProgress: true, onWarning: true });
  checkWatchers('runTask', options);
  const { signal } = options;
  signal?.throwIfAborted();
  const found = planTask(plan, task);
  checkJob(plan, job);
  await claimStore('runTask', plan, store, { signal });
  const inputs =
    found.kind === 'shard'
      ? await runShard(plan, found, job, store, options)
      : await runCertificate(found, job, store, { signal });
  if (inputs === undefined) return { task, done: 'there already', inputs: 0 };
  return { task, done: 'computed', inputs };
}
