import { checkRequiredOptions } from '@csm/base';
import { pendingTasks } from '../plan/pending-tasks.js';
import type { Plan } from '../plan/plan.js';
import { checkPlanArgument } from '../worker/pool/check-plan-argument.js';
import type { FailedTask } from '../worker/pool/run-plan-options.js';
import { storeOfPlan } from '../worker/pool/store-of-plan.js';
import { QUEUE_PREFIX, queueName, type TaskJob } from './plan-queue.js';
import type { QueueStatus, QueueStatusOptions } from './queue-options.js';
import { connectRedis, queuePackages } from './redis.js';

/**
 * The tasks of a plan in the queue: how many wait and run, and which were set aside for what reason.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if Redis cannot be reached or rejects the password.
 * @category Plan and run
 */
export async function queueStatus(options: QueueStatusOptions): Promise<QueueStatus> {
  checkRequiredOptions<QueueStatusOptions>('queueStatus', options, { plan: true, queue: true });
  const { plan } = options;
  checkPlanArgument('queueStatus', plan);
  const connection = await connectRedis('queueStatus', options.queue);
  try {
    const { bullmq } = await queuePackages('queueStatus');
    const queue = new bullmq.Queue<TaskJob>(queueName(plan), { connection, prefix: QUEUE_PREFIX });
    queue.on('error', () => {});
    const { active = 0, ...rest } = await queue.getJobCounts('wait', 'delayed', 'prioritized', 'active');
    const failed = await queue.getFailed(0, -1);
    await queue.close();
    return {
      waiting: Object.values(rest).reduce((sum, count) => sum + count, 0),
      running: active,
      setAside: await notDone(
        plan,
        failed.map(({ data, failedReason }) => ({ task: data.task, reason: failedReason })),
      ),
    };
  } finally {
    connection.disconnect();
  }
}

/** A task that one worker gave up may be done by another, such as one that had lost its lock. */
async function notDone(plan: Plan, failed: readonly FailedTask[]): Promise<FailedTask[]> {
  if (failed.length === 0) return [];
  const pending = new Set(await pendingTasks(plan, await storeOfPlan('queueStatus', plan, {})));
  return failed.filter(({ task }) => pending.has(task)).sort((a, b) => a.task - b.task);
}
