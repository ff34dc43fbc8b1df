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
