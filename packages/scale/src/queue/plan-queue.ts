import type { Plan } from '../plan/plan.js';

/** What a job of the queue holds. */
export interface TaskJob {
  readonly task: number;
}

/** Each plan has its own queue, so that no worker gets the tasks of another plan. */
export const queueName = (plan: Plan): string => plan.id;

export const QUEUE_PREFIX = 'csm-scale';

/** A task has one job at most: BullMQ ignores a job whose id it has already. */
export const jobId = (task: number): string => `task-${task}`;
