import { availableParallelism } from 'node:os';
import { checkCount, checkList, checkWatchers, invalidArgument, shown } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import { taskCount } from '../../plan/plan-tasks.js';
import { checkPlanArgument } from './check-plan-argument.js';
import type { TaskProcessOptions } from './run-plan-options.js';

/** Checks the options that start processes, and fills in their defaults. */
export function checkTaskProcesses(caller: string, options: TaskProcessOptions) {
  const { plan, module, processes = availableParallelism(), attempts = 3 } = options;
  const { execArgv = process.execArgv, onWarning = console.warn } = options;
  checkPlanArgument(caller, plan);
  if (typeof module !== 'string' && !(module instanceof URL)) {
    throw invalidArgument(
      `${caller}: module must be the URL or path of a module that calls serveTasks; got ${shown(module)}.`,
    );
  }
  checkCount(caller, 'processes', processes);
  checkCount(caller, 'attempts', attempts);
  checkWatchers(caller, options);
  return { plan, module, processes, attempts, execArgv, onWarning };
}

/** The tasks of a run, each once, in ascending order. */
export function checkTasks(caller: string, plan: Plan, tasks: readonly number[]): number[] {
  checkList(caller, 'tasks', tasks);
  for (const task of tasks) checkCount(caller, 'tasks', task, { min: 0, max: taskCount(plan) - 1 });
  return [...new Set(tasks)].sort((a, b) => a - b);
}
