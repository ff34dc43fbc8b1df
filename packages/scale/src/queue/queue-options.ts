import type { Plan } from '../plan/plan.js';
import type { FailedTask, TaskProcessOptions } from '../worker/pool/run-plan-options.js';

/** Options of {@link enqueuePlan}. */
export interface EnqueuePlanOptions {
  /** The plan. Its `places` say where the store is. */
  readonly plan: Plan;
  /** Address of Redis: `redis://user:password@host:port`, or `rediss://…` with TLS. */
  readonly queue: string;
  /** The tasks to enqueue, numbered from 0. Default: all tasks of the plan. */
  readonly tasks?: readonly number[] | undefined;
  /** How often a task is tried before it is set aside. Default 3. */
  readonly attempts?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What {@link enqueuePlan} did. */
export interface EnqueueSummary {
  /** Tasks that are in the queue now, those that were in it before included. */
  readonly enqueued: number;
  /** Tasks that are in the store already, and not in the queue. */
  readonly thereAlready: number;
}

/** Options of {@link queueWorker}. */
export interface QueueWorkerOptions extends TaskProcessOptions {
  /** Address of Redis, as in {@link EnqueuePlanOptions}. */
  readonly queue: string;
  /** Whether to end once the queue holds no tasks of the plan, waiting or running anywhere. Default false: wait for tasks. */
  readonly untilEmpty?: boolean | undefined;
  /** Finishes the tasks that are running, takes no others, and ends: for the first `SIGTERM`. */
  readonly finish?: AbortSignal | undefined;
  /** Ends the processes at once and gives their tasks back to the queue: for the second `SIGTERM`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds after which a task of a worker that was killed or lost its connection is given to another. Workers renew their locks every third
   * of this. Default 30 000.
   */
  readonly lockDuration?: number | undefined;
}

/** What {@link queueWorker} did. */
export interface QueueWorkerSummary {
  /** Tasks that this worker computed. */
  readonly computed: number;
  /** Tasks that it took from the queue and found in the store already. */
  readonly thereAlready: number;
}

/** Options of {@link queueStatus}. */
export interface QueueStatusOptions {
  readonly plan: Plan;
  /** Address of Redis, as in {@link EnqueuePlanOptions}. */
  readonly queue: string;
}

/** The tasks of a plan in the queue. Those that are done are not in it: see `pendingTasks` of `@csm/scale`. */
export interface QueueStatus {
  readonly waiting: number;
  readonly running: number;
  /** Tasks that failed as often as they were tried, in ascending order. {@link enqueuePlan} puts them into the queue again. */
  readonly setAside: readonly FailedTask[];
}
