import type { PlanPlaces } from '../../plan/plan.js';

/** What a process is asked to do. It reads the plan from the store. */
export interface TaskOrder {
  readonly task: number;
  /** The id of the plan that the store must hold. */
  readonly plan: string;
  readonly places: PlanPlaces;
}

/** What a process reports while it works on a task. */
export type TaskReport =
  /** The plan, the data and the model are open. */
  | { readonly kind: 'opened' }
  /** Inputs of the task that are explained. */
  | { readonly kind: 'inputs'; readonly done: number }
  | { readonly kind: 'warning'; readonly message: string };

/** How a task ended. */
export type TaskAnswer = TaskDone | TaskFailure;

export interface TaskDone {
  readonly kind: 'done';
  readonly done: 'computed' | 'there already';
  readonly inputs: number;
}

export interface TaskFailure {
  readonly kind: 'failed';
  readonly reason: string;
  /** The code of an error of `@csm/base`. */
  readonly code?: string | undefined;
  /** Whether the plan, the data and the model could not be opened, so that no task can be done. */
  readonly opening: boolean;
}
