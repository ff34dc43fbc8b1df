import { runPlan } from '@csm/scale/node';
import type { CommandRun } from '../terminal/command-run.js';
import { openPlan } from './open-plan.js';
import { servedTasks } from './served-tasks.js';
import { reportTasks } from './task-results.js';
import { wantedTasks } from './wanted-tasks.js';
import type { TaskCommandOptions } from './work-tasks.js';

/** The options of `csm run`. */
export interface RunCommandOptions extends TaskCommandOptions {
  readonly processes?: number | undefined;
}

/** Computes a plan in processes of this machine. */
export async function runOnMachine(path: string, options: RunCommandOptions, run: CommandRun): Promise<void> {
  const { signal } = run;
  const { plan } = await openPlan(path, { ...options, signal });
  const { tasks, processes } = options;
  const summary = await runPlan({
    ...{ plan, processes, signal, onWarning: run.warn, onProgress: run.progress('Inputs'), ...servedTasks() },
    ...(tasks !== undefined && { tasks: wantedTasks(tasks, plan) }),
  });
  reportTasks(plan, summary, run);
}
