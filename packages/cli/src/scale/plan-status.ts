import { type ObjectStore, type Plan, pendingTasks, planTask, planTasks } from '@csm/scale';

/** What of a plan is done. */
export interface PlanStatus {
  readonly shards: Count;
  readonly inputs: Count;
  readonly certificates: Count;
  /** The tasks that are not done, in ascending order. */
  readonly pending: readonly number[];
}

export interface Count {
  readonly done: number;
  readonly total: number;
}

/** Lists what the store has. */
export async function planStatus(plan: Plan, store: ObjectStore, signal: AbortSignal): Promise<PlanStatus> {
  const pending = await pendingTasks(plan, store, { signal });
  const left = { shards: 0, inputs: 0, certificates: 0 };
  for (const number of pending) {
    const task = planTask(plan, number);
    if (task.kind === 'certificate') left.certificates++;
    else {
      left.shards++;
      left.inputs += task.inputs;
    }
  }
  const shards = plan.shards.ids.length;
  const count = (total: number, of: number): Count => ({ done: total - of, total });
  return {
    shards: count(shards, left.shards),
    inputs: count(plan.inputs.count, left.inputs),
    certificates: count(planTasks(plan).length - shards, left.certificates),
    pending,
  };
}

/** Task numbers as `--tasks` takes them: `3-17,20`. @param most ranges that are shown. */
export function taskRanges(tasks: readonly number[], most = Number.POSITIVE_INFINITY): string {
  const ranges: [first: number, last: number][] = [];
  for (const task of tasks) {
    const range = ranges.at(-1);
    if (range && range[1] === task - 1) range[1] = task;
    else ranges.push([task, task]);
  }
  const shown = ranges
    .slice(0, most)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`));
  return `${shown.join(',')}${ranges.length > most ? ',…' : ''}`;
}
