import type { CommandRun } from '../terminal/command-run.js';
import { usageError } from '../terminal/usage-error.js';
import { type TaskCommandOptions, workTasks } from './work-tasks.js';

/** The options of `csm worker`. */
export type WorkerCommandOptions = TaskCommandOptions;

/** Computes the tasks of `--tasks`. */
export async function runWorker(path: string, options: WorkerCommandOptions, run: CommandRun): Promise<void> {
  const { tasks } = options;
  if (tasks === undefined) throw usageError('expected --tasks; got none; give the tasks of this process.');
  await workTasks(path, { ...options, tasks }, run);
}
