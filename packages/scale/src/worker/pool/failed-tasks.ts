import { type Coded, invalidFile, sentence } from '@csm/base';
import { taskRanges } from '../../plan/task-ranges.js';
import type { FailedTask } from './run-plan-options.js';

/** The maximum number of tasks whose reasons are written. */
const MOST_REASONS = 3;

/** The maximum number of ranges of further tasks. */
const MOST_RANGES = 8;

/** The error of a run some of whose tasks were set aside; its `failedTasks` has all of them. */
export function failedTasksError(
  caller: string,
  failed: readonly FailedTask[],
  total: number,
): Coded<'ERR_INVALID_FILE'> & { readonly failedTasks: readonly FailedTask[] } {
  const failedTasks = [...failed].sort((a, b) => a.task - b.task);
  const reasons = failedTasks
    .slice(0, MOST_REASONS)
    .map(({ task, reason }) => `task ${task} (${withoutPeriod(reason)})`);
  const more = failedTasks.slice(MOST_REASONS).map(({ task }) => task);
  const rest =
    more.length === 0 ? '' : `, and ${more.length === 1 ? 'task' : 'tasks'} ${taskRanges(more, MOST_RANGES)}`;
  const message =
    `${caller}: expected all ${total} tasks to finish; ${failedTasks.length} failed each time they were tried: ` +
    `${reasons.join(', ')}${rest}; the others are done; remove the reason and run the plan again.`;
  return Object.assign(invalidFile(message), { failedTasks });
}

/** A reason as a part of a sentence. */
export const withoutPeriod = (reason: string): string => sentence(reason).slice(0, -1);
