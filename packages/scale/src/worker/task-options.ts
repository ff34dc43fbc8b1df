import type { Progress } from '@csm/core';

/** Options of {@link runTask}. */
export interface RunTaskOptions {
  /** Stops the task between passes; the promise rejects with the signal's reason, and the task is pending as before. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of inputs that are explained. Not called for certificates. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called when maps are doubtful, once per task for each warning. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** What became of a task. */
export interface TaskResult {
  readonly task: number;
  /** Whether this call computed it, or the store had its results already. */
  readonly done: 'computed' | 'there already';
  /** How many inputs were explained: 0 if the results were there already, and for certificates. */
  readonly inputs: number;
}
