import type { Plan } from '../../plan/plan.js';
import type { RunProgress } from './run-progress.js';

/** Options of {@link runPlan}. */
export interface RunPlanOptions extends TaskProcessOptions {
  /** The tasks to do, numbered from 0. Default: all tasks of the plan. */
  readonly tasks?: readonly number[] | undefined;
  /** Stops the run: the processes end at once. Shards that are complete stay in the store, and the next run does the others. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of functions that start processes for the tasks of a plan. */
export interface TaskProcessOptions {
  /** The plan. Its `places` say where store and data are. */
  readonly plan: Plan;
  /** The module that calls {@link serveTasks}: an URL or a path. */
  readonly module: string | URL;
  /** The number of processes. Default: the number of cores that are available. */
  readonly processes?: number | undefined;
  /** How often a task is tried before it is set aside. Default 3. */
  readonly attempts?: number | undefined;
  /** Flags of Node for the processes. Default: those of this process, `process.execArgv`. */
  readonly execArgv?: readonly string[] | undefined;
  /** Called at most four times per second. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** What {@link runPlan} did. */
export interface RunSummary {
  /** Tasks that this run computed. */
  readonly computed: number;
  /** Tasks that were in the store already. */
  readonly thereAlready: number;
}

/** A task that failed as often as it was tried. */
export interface FailedTask {
  readonly task: number;
  /** The reason of its last failure. */
  readonly reason: string;
}
