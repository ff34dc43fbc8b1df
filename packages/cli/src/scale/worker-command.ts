import { type ObjectStore, type Plan, pendingTasks } from '@csm/scale';
import { queueWorker } from '@csm/scale/node';
import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { openPlan } from './open-plan.js';
import { servedTasks } from './served-tasks.js';
import { reportTasks } from './task-results.js';
import { type TaskCommandOptions, workTasks } from './work-tasks.js';

/** The options of `csm worker`. */
export interface WorkerCommandOptions extends TaskCommandOptions {
  readonly queue?: string | undefined;
  readonly processes?: number | undefined;
  readonly untilEmpty?: boolean | undefined;
}

/** Computes the tasks of `--tasks`, or those that a queue gives. */
export async function runWorker(path: string, options: WorkerCommandOptions, run: CommandRun): Promise<void> {
  const { tasks, queue, processes, untilEmpty } = options;
  if (tasks !== undefined && queue === undefined) {
    const other = processes !== undefined ? '--processes' : untilEmpty ? '--until-empty' : undefined;
    if (other === undefined) return workTasks(path, { ...options, tasks }, run);
    throw usageError(`${other} is for --queue; leave it out; csm run computes tasks in several processes.`);
  }
  if (queue === undefined || tasks !== undefined) {
    throw usageError(
      `expected --tasks or --queue; got ${queue === undefined ? 'neither' : 'both'}; give the tasks of this process, or the queue that gives them.`,
    );
  }
  const { signal } = run;
  const { plan, store } = await openPlan(path, { ...options, signal });
  const summary = await queueWorker({
    ...{ plan, queue, processes: processes ?? 1, untilEmpty, signal, finish: run.finish() },
    ...{ onWarning: run.warn, onProgress: run.progress('Inputs'), ...servedTasks() },
  });
  reportTasks(plan, summary, run);
  if (untilEmpty && !signal.aborted) await warnOfPending(plan, store, run);
}

/** An empty queue does not mean that all is done: tasks may have been set aside, and a Redis that was killed forgets them. */
async function warnOfPending(plan: Plan, store: ObjectStore, { signal, warn }: CommandRun): Promise<void> {
  const { length } = await pendingTasks(plan, store, { signal });
  if (length === 0) return;
  warn(
    `csm worker: the queue is empty, but ${length} tasks are not in the store; other workers may be computing them; otherwise csm status --queue ` +
      'shows which were set aside, and csm enqueue puts all of them into the queue again.',
  );
}
