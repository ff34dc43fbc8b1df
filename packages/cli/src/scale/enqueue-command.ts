import { enqueuePlan } from '@csm/scale/node';
import type { CommandRun } from '../terminal/command-run.js';
import { openPlan } from './open-plan.js';
import { wantedTasks } from './wanted-tasks.js';

/** The options of `csm enqueue`. */
export interface EnqueueCommandOptions {
  readonly queue: string;
  readonly tasks?: string | undefined;
  readonly store?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Puts the tasks of a plan into a queue. */
export async function enqueueTasks(
  path: string,
  options: EnqueueCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { signal } = run;
  const { queue, tasks } = options;
  const { plan } = await openPlan(path, { store: options.store, signal });
  const { enqueued, thereAlready } = await enqueuePlan({
    ...{ plan, queue, signal },
    ...(tasks !== undefined && { tasks: wantedTasks(tasks, plan) }),
  });
  run.print(`${enqueued} tasks are in the queue, ${thereAlready} are done`);
  run.json({ plan: plan.id, enqueued, done: thereAlready });
}
