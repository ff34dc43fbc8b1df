import { checkOptions } from '@csm/base';
import type { ObjectStore, StoreCall } from '../stores/object-store.js';
import { storeKeys } from '../stores/store-keys.js';
import type { Plan } from './plan.js';
import { planTask, planTasks } from './plan-tasks.js';

/**
 * The tasks of a plan that are not done, in ascending order. It lists the finished shards and certificates of the store, and reads
 * none of them.
 * @category Plan and run
 */
export async function pendingTasks(
  plan: Plan,
  store: ObjectStore,
  options: StoreCall = {},
): Promise<number[]> {
  checkOptions<StoreCall>('pendingTasks', options, { signal: true });
  const done = new Set<string>();
  for (const prefix of ['shards/', 'certificates/']) {
    for await (const key of store.list(prefix, options)) done.add(key);
  }
  return planTasks(plan).filter((task) => !done.has(taskKey(plan, task)));
}

/** The object that is written last: where it is, the task is done. */
export function taskKey(plan: Plan, task: number): string {
  const found = planTask(plan, task);
  return found.kind === 'shard' ? storeKeys.manifest(found.shard) : storeKeys.certificate(found.concept);
}
