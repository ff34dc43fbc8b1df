import { checkCount, checkRequiredOptions, checkSignal } from '@csm/base';
import { pendingTasks } from '../plan/pending-tasks.js';
import { planTasks } from '../plan/plan-tasks.js';
import { checkPlanArgument } from '../worker/pool/check-plan-argument.js';
import { checkTasks } from '../worker/pool/check-task-processes.js';
import { storeOfPlan } from '../worker/pool/store-of-plan.js';
import { jobId, QUEUE_PREFIX, queueName, type TaskJob } from './plan-queue.js';
import type { EnqueuePlanOptions, EnqueueSummary } from './queue-options.js';
import { connectRedis, queuePackages } from './redis.js';

const JOBS_AT_ONCE = 1000;

/**
 * Puts the tasks of a plan that are not in the store into a queue of [BullMQ](https://docs.bullmq.io) in Redis. A task is in the queue at
 * most once, however often it is enqueued. Tasks that were set aside are tried again.
 *
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if Redis cannot be reached or rejects the password.
 * @category Plan and run
 */
export async function enqueuePlan(options: EnqueuePlanOptions): Promise<EnqueueSummary> {
  checkRequiredOptions<EnqueuePlanOptions>('enqueuePlan', options, {
    plan: true,
    queue: true,
    tasks: true,
    attempts: true,
    signal: true,
  });
  const { plan, attempts = 3, signal } = options;
  checkPlanArgument('enqueuePlan', plan);
  checkCount('enqueuePlan', 'attempts', attempts);
  checkSignal('enqueuePlan', signal);
  const tasks = checkTasks('enqueuePlan', plan, options.tasks ?? planTasks(plan));
  const wanted = new Set(tasks);
  const connection = await connectRedis('enqueuePlan', options.queue);
  try {
    const { bullmq } = await queuePackages('enqueuePlan');
    const pending = (
      await pendingTasks(plan, await storeOfPlan('enqueuePlan', plan, { signal }), { signal })
    ).filter((task) => wanted.has(task));
    const queue = new bullmq.Queue<TaskJob>(queueName(plan), { connection, prefix: QUEUE_PREFIX });
    queue.on('error', () => {});
    for (const job of await queue.getFailed(0, -1)) if (wanted.has(job.data.task)) await job.remove();
    const opts = { attempts, removeOnComplete: true };
    for (let first = 0; first < pending.length; first += JOBS_AT_ONCE) {
      signal?.throwIfAborted();
      const some = pending.slice(first, first + JOBS_AT_ONCE);
      await queue.addBulk(
        some.map((task) => ({ name: 'task', data: { task }, opts: { ...opts, jobId: jobId(task) } })),
      );
    }
    await queue.close();
    return { enqueued: pending.length, thereAlready: tasks.length - pending.length };
  } finally {
    connection.disconnect();
  }
}
