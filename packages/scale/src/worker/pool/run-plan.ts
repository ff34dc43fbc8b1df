import { setTimeout as delay } from 'node:timers/promises';
import { checkRequiredOptions } from '@csm/base';
import { pendingTasks } from '../../plan/pending-tasks.js';
import { planTasks } from '../../plan/plan-tasks.js';
import { checkTaskProcesses, checkTasks } from './check-task-processes.js';
import { failedTasksError, withoutPeriod } from './failed-tasks.js';
import { pauseAfter } from './pause-after.js';
import type { FailedTask, RunPlanOptions, RunSummary } from './run-plan-options.js';
import { countProgress } from './run-progress.js';
import { storeOfPlan } from './store-of-plan.js';
import { openingError, startProcesses } from './task-processes.js';

/**
 * Does the tasks of a plan in processes of this machine, one task at a time each. Tasks that are in the store already are skipped, so a run
 * that was stopped or killed continues where it ended.
 *
 * A process that ends is replaced. A task that fails is tried again after the others, after a pause; a task that keeps failing is set aside
 * with its reason, and the others go on.
 *
 * @throws Error with code `ERR_INVALID_FILE` if tasks were set aside; its `failedTasks` lists them. The first error by which no task can be done, such as another
 * version or another file of the model, ends the run.
 * @category Plan and run
 */
export async function runPlan(options: RunPlanOptions): Promise<RunSummary> {
  checkRequiredOptions<RunPlanOptions>('runPlan', options, {
    plan: true,
    module: true,
    processes: true,
    attempts: true,
    tasks: true,
    execArgv: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  const settings = checkTaskProcesses('runPlan', options);
  const { plan, attempts, onWarning } = settings;
  const { signal } = options;
  const tasks = checkTasks('runPlan', plan, options.tasks ?? planTasks(plan));
  signal?.throwIfAborted();
  const pending = new Set(
    await pendingTasks(plan, await storeOfPlan('runPlan', plan, { signal }), { signal }),
  );
  const progress = countProgress(
    plan,
    tasks,
    tasks.filter((task) => !pending.has(task)),
    options.onProgress,
  );
  progress.report();
  const waiting = tasks.filter((task) => pending.has(task)).map((task) => ({ task, failures: 0 }));
  const count = Math.min(settings.processes, waiting.length);
  const failed: FailedTask[] = [];
  let computed = 0;
  if (count === 0) return { computed, thereAlready: tasks.length };

  const processes = startProcesses({ ...settings, processes: count });
  const kill = () => processes.kill();
  signal?.addEventListener('abort', kill);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { task } = next;
      const answer = await processes.run(task, (inputs) => progress.working(task, inputs));
      signal?.throwIfAborted();
      if (answer.kind === 'done') {
        progress.finished(task);
        if (answer.done === 'computed') computed++;
        continue;
      }
      progress.failed(task);
      if (answer.hopeless) throw openingError('runPlan', answer);
      const failures = next.failures + 1;
      if (failures >= attempts) {
        failed.push({ task, reason: answer.reason });
        onWarning(
          `runPlan: task ${task} failed ${times(failures)} and is set aside; ${withoutPeriod(answer.reason)}.`,
        );
      } else {
        waiting.push({ task, failures });
        await pause(failures, signal);
      }
    }
  };
  try {
    signal?.throwIfAborted();
    await Promise.all(Array.from({ length: count }, work));
    await processes.end();
  } finally {
    signal?.removeEventListener('abort', kill);
    processes.kill();
    progress.report();
  }
  if (failed.length > 0) throw failedTasksError('runPlan', failed, tasks.length);
  return { computed, thereAlready: tasks.length - computed };
}

async function pause(failures: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(pauseAfter(failures), undefined, { ...(signal && { signal }) }).catch(() => {});
  signal?.throwIfAborted();
}

const times = (count: number) => (count === 1 ? 'once' : `${count} times`);
