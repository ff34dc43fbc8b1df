import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { invalidArgument, warnOncePerKind } from '@csm/base';
import workerpool from 'workerpool';
import type { Plan } from '../../plan/plan.js';
import { errorOfProcess } from './error-of-process.js';
import type { TaskAnswer, TaskDone, TaskFailure, TaskOrder, TaskReport } from './task-messages.js';

/** Processes that do tasks of a plan, one at a time each. */
export interface TaskProcesses {
  /**
   * Does a task in a process that is free; there must be one.
   * @returns how it ended; never rejects. A process that ends is replaced.
   */
  run(task: number, onInputs: (done: number) => void): Promise<TaskDone | FailedAttempt>;
  /** Ends all processes at once, whatever they do. What they were writing is not in the store. */
  kill(): void;
  /** Ends the processes, which must be idle. */
  end(): Promise<void>;
}

export interface FailedAttempt extends TaskFailure {
  /** Whether all other tasks would fail too. */
  readonly hopeless: boolean;
}

export interface TaskProcessesOptions {
  readonly plan: Plan;
  readonly module: string | URL;
  readonly processes: number;
  readonly execArgv: readonly string[];
  readonly attempts: number;
  readonly onWarning: (message: string) => void;
}

const MS_TO_END = 1000;

/** Starts each process with its first task. */
export function startProcesses(options: TaskProcessesOptions): TaskProcesses {
  const { plan, module, processes, execArgv, attempts } = options;
  const killed = new AbortController();
  setMaxListeners(0, killed.signal);
  const pool = workerpool.pool(modulePath(module), {
    workerType: 'process',
    maxWorkers: processes,
    workerTerminateTimeout: MS_TO_END,
    forkOpts: {
      // One process per core: no threads besides. The engine's are the job's affair.
      env: { ...process.env, UV_THREADPOOL_SIZE: '1', OMP_NUM_THREADS: '1' },
      // A process that blocks its event loop ends by SIGKILL alone.
      signal: killed.signal,
      killSignal: 'SIGKILL',
      execArgv: execArgv.filter((argument) => !argument.startsWith('--inspect')),
    },
  });
  const onWarning = warnOncePerKind(options.onWarning);
  let opened = false;
  let failuresToOpen = 0;

  return {
    async run(task, onInputs) {
      let openedHere = false;
      const on = (report: TaskReport) => {
        if (report.kind === 'opened') {
          openedHere = true;
          opened = true;
        }
        if (report.kind === 'inputs') onInputs(report.done);
        if (report.kind === 'warning') onWarning(report.message);
      };
      const order: TaskOrder = { task, plan: plan.id, places: plan.places };
      const answer = await pool.exec('task', [order], { on }).then(
        (answer): TaskAnswer => answer as TaskAnswer,
        (error: unknown): TaskFailure => ({ kind: 'failed', reason: endOf(error), opening: !openedHere }),
      );
      if (answer.kind === 'done') return answer;
      if (answer.opening) failuresToOpen++;
      const neverOpens = answer.code !== undefined || (!opened && failuresToOpen >= attempts);
      return { ...answer, hopeless: answer.opening && neverOpens };
    },
    kill: () => killed.abort(),
    async end() {
      if (!killed.signal.aborted) await pool.terminate(false, 2 * MS_TO_END).catch(() => {});
      killed.abort();
    },
  };
}

const modulePath = (module: string | URL) =>
  module instanceof URL || module.startsWith('file:') ? fileURLToPath(module) : module;

/** Why a process ended, from the error of workerpool. */
function endOf(error: unknown): string {
  const { message } = error as Error;
  const signal = /signalCode: `(SIG\w+)`/.exec(message)?.[1];
  if (signal === 'SIGKILL')
    return 'its process was ended by SIGKILL, as the system does when memory runs out';
  if (signal !== undefined) return `its process was ended by ${signal}`;
  const code = /exitCode: `(\d+)`/.exec(message)?.[1];
  return code === undefined
    ? `its process has ended (${message.trim()})`
    : `its process exited with code ${code}`;
}

/** The error of a run none of whose tasks can be done. */
export function openingError(caller: string, { reason, code }: FailedAttempt): Error {
  if (code !== undefined) return errorOfProcess(reason, code);
  return invalidArgument(
    `${caller}: expected processes that open the plan, the model and the data; ${reason.trim().replace(/\.$/, '')}; see what they print.`,
  );
}
