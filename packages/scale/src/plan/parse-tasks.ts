import { invalidArgument, shown } from '@csm/base';
import type { Plan } from './plan.js';
import { taskCount } from './plan-tasks.js';

/**
 * The tasks that a text names: numbers from 0 and ranges that include both ends, separated by commas, such as `17-32,40`. A range that
 * begins in the plan may end behind it, as the last of an array of jobs does that take a few tasks each.
 * @returns each task once, in ascending order.
 * @throws if the text is anything else, a range runs backwards, or begins behind the last task of the plan.
 * @category Plan and run
 */
export function parseTasks(text: string, plan: Plan): number[] {
  const count = taskCount(plan);
  const fail = (came: string) =>
    invalidArgument(
      `parseTasks: expected tasks from 0 to ${count - 1}, such as "0-${count - 1}" or "3,5"; got ${came}; ` +
        'number shards from 0, and certificates after the shards.',
    );
  if (typeof text !== 'string' || text.trim() === '') throw fail(shown(text));
  const tasks = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to = from] = /^\s*(\d+)\s*(?:-\s*(\d+)\s*)?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (from === '' || first > last || first >= count) throw fail(shown(part.trim()));
    for (let task = first; task <= Math.min(last, count - 1); task++) tasks.add(task);
  }
  return [...tasks].sort((a, b) => a - b);
}
