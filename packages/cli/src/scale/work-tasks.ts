import { invalidFile } from '@csm/base';
import { pendingTasks, planTask, runTask, type ShardJob } from '@csm/scale';
import type { CommandRun } from '../terminal/command-run.js';
import { diskSentence } from '../terminal/disk-errors.js';
import { inFlags } from '../terminal/in-flags.js';
import { openJob } from './job/open-job.js';
import { openPlan } from './open-plan.js';
import { reportTasks } from './task-results.js';
import { wantedTasks } from './wanted-tasks.js';

/** The options of every command that computes tasks of a plan. */
export interface TaskCommandOptions {
  readonly tasks?: string | undefined;
  readonly store?: string | undefined;
  readonly data?: string | undefined;
  readonly json?: boolean | undefined;
}

/** A task that failed, and why. */
interface Failure {
  readonly task: number;
  readonly reason: string;
}

/** Computes tasks of a plan in this process, one after another. A task that fails does not keep the others from being done. */
export async function workTasks(
  path: string,
  options: TaskCommandOptions & { readonly tasks: string },
  run: CommandRun,
): Promise<void> {
  const { signal } = run;
  const { plan, store } = await openPlan(path, { ...options, signal });
  const tasks = wantedTasks(options.tasks, plan);
  const isPending = new Set(await pendingTasks(plan, store, { signal }));
  const pending = tasks.filter((task) => isPending.has(task));
  const inputsOf = (task: number) => {
    const found = planTask(plan, task);
    return found.kind === 'shard' ? found.inputs : 0;
  };
  const total = pending.reduce((sum, task) => sum + inputsOf(task), 0);
  const progress = run.progress('Inputs');
  const onProgress = (done: number) => {
    if (total > 0) progress({ done, total });
  };
  const failures: Failure[] = [];
  let computed = 0;
  let before = 0;
  let job: ShardJob | undefined;
  try {
    for (const task of pending) {
      signal.throwIfAborted();
      job ??= await openJob(plan, store, { signal, onWarning: run.warn });
      try {
        const { done } = await runTask(plan, task, job, store, {
          signal,
          onWarning: run.warn,
          onProgress: ({ done: inputs }) => onProgress(before + inputs),
        });
        if (done === 'computed') computed++;
        before += inputsOf(task);
        onProgress(before);
      } catch (error) {
        // On a full disk, no other task can be done either.
        if (signal.aborted || tasks.length === 1 || diskSentence(error) !== undefined) throw error;
        failures.push({ task, reason: inFlags((error as Error).message) });
      }
    }
  } finally {
    await job?.dispose?.();
  }
  if (failures.length > 0) throw failedTasks(failures, tasks.length);
  reportTasks(plan, { computed, thereAlready: tasks.length - computed }, run);
}

/** Failed tasks that a message names. */
const MOST_NAMED = 3;

function failedTasks(failures: readonly Failure[], total: number): Error {
  const named = failures
    .slice(0, MOST_NAMED)
    .map(({ task, reason }) => `task ${task} (${reason.replace(/\.$/, '')})`);
  const more = failures.length > named.length ? ` and ${failures.length - named.length} more` : '';
  return invalidFile(
    `csm: expected all ${total} tasks to finish; ${failures.length} failed: ${named.join(', ')}${more}; ` +
      'the others are done; remove the reason and run the same command again.',
  );
}
