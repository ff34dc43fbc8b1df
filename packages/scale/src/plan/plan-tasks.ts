import { checkCount } from '@csm/base';
import type { Plan } from './plan.js';

/** One task of a plan: a shard, or the certificate of a concept. */
export type PlanTask =
  | {
      readonly kind: 'shard';
      readonly shard: number;
      /** The number of the shard's first input among all inputs of the plan. */
      readonly first: number;
      /** How many inputs the shard has. */
      readonly inputs: number;
    }
  | {
      readonly kind: 'certificate';
      /** The number of the concept in the plan. */
      readonly concept: number;
      readonly name: string;
    };

/**
 * The numbers of all tasks of a plan, from 0: first the shards, then one certificate per concept if the plan has certificates.
 * @category Plan and run
 */
export function planTasks(plan: Plan): number[] {
  return Array.from({ length: taskCount(plan) }, (_, task) => task);
}

/** How many tasks a plan has. */
export const taskCount = ({ shards, certificates, concepts }: Plan): number =>
  shards.ids.length + (certificates ? concepts.length : 0);

/**
 * What a task is.
 * @param task from 0 to the number of tasks − 1.
 * @throws if the plan has no such task.
 * @category Plan and run
 */
export function planTask(plan: Plan, task: number): PlanTask {
  checkCount('planTask', 'task', task, { min: 0, max: taskCount(plan) - 1 });
  const { shards, inputs, concepts } = plan;
  if (task < shards.ids.length) {
    const first = task * shards.size;
    return { kind: 'shard', shard: task, first, inputs: Math.min(shards.size, inputs.count - first) };
  }
  const concept = task - shards.ids.length;
  return { kind: 'certificate', concept, name: concepts[concept] ?? '' };
}
