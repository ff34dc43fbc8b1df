import { checkFunction, checkOptions, invalidFile } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import { loadPlan } from '../../plan/read-plan.js';
import type { ObjectStore } from '../../stores/object-store.js';
import { openStore } from '../../stores/open-store.js';
import { checkJob } from '../check-job.js';
import { runTask } from '../run-task.js';
import type { OpenJob, ShardJob } from '../shard-job.js';
import { serveOrders } from './serve-orders.js';
import type { TaskAnswer, TaskFailure, TaskOrder, TaskReport } from './task-messages.js';

/** Options of {@link serveTasks}. */
export interface ServeTasksOptions {
  /** Opens the store of the plan. Default: `openStore`. */
  readonly openStore?: ((place: string) => ObjectStore | Promise<ObjectStore>) | undefined;
}

/**
 * Makes a module the one that {@link runPlan} and {@link queueWorker} start in their processes: its only call. The process reads the plan
 * from the store, opens the job once, and does one task at a time.
 *
 * It ends with the process that started it. Signals that a terminal or service manager sends to all processes (`SIGINT`, `SIGTERM`) are left
 * to that process.
 *
 * @param openJob opens the model, the data and the method. The engine must use one thread, because there is one process per core.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the process was not started by {@link runPlan} or {@link queueWorker}.
 * @category Plan and run
 */
export function serveTasks(openJob: OpenJob, options: ServeTasksOptions = {}): void {
  checkOptions<ServeTasksOptions>('serveTasks', options, { openStore: true });
  checkFunction('serveTasks', 'openJob', openJob);
  const open = options.openStore ?? openStore;
  let opened: Promise<OpenedPlan> | undefined;
  const endJob = async () => {
    const found = await opened?.catch(() => undefined);
    await found?.job.dispose?.();
  };
  serveOrders(
    'serveTasks',
    async (order, report) => {
      const onWarning = (message: string) => report({ kind: 'warning', message });
      opened ??= openPlan(order, open, openJob, onWarning);
      try {
        await opened;
      } catch (error) {
        opened = undefined;
        return failure(error, true);
      }
      report({ kind: 'opened' });
      try {
        return await doTask(order.task, await opened, report, onWarning);
      } catch (error) {
        return failure(error, false);
      }
    },
    endJob,
  );
}

interface OpenedPlan {
  readonly plan: Plan;
  readonly store: ObjectStore;
  readonly job: ShardJob;
}

async function openPlan(
  order: TaskOrder,
  open: (place: string) => ObjectStore | Promise<ObjectStore>,
  openJob: OpenJob,
  onWarning: (message: string) => void,
): Promise<OpenedPlan> {
  const store = await open(order.places.store);
  const read = await loadPlan(store);
  if (read.id !== order.plan) {
    throw invalidFile(
      `serveTasks: expected the plan ${order.plan.slice(0, 12)} in the store; ${store.name} has the plan ${read.id.slice(0, 12)}; check the place of the store.`,
    );
  }
  const plan = { ...read, places: order.places };
  const job = await openJob(plan, store, { onWarning });
  checkJob(plan, job);
  return { plan, store, job };
}

const MS_BETWEEN_REPORTS = 500;

async function doTask(
  task: number,
  { plan, store, job }: OpenedPlan,
  report: (report: TaskReport) => void,
  onWarning: (message: string) => void,
): Promise<TaskAnswer> {
  let last = performance.now();
  const onProgress = ({ done }: { readonly done: number }) => {
    if (performance.now() - last < MS_BETWEEN_REPORTS) return;
    last = performance.now();
    report({ kind: 'inputs', done });
  };
  const { done, inputs } = await runTask(plan, task, job, store, { onProgress, onWarning });
  return { kind: 'done', done, inputs };
}

function failure(error: unknown, opening: boolean): TaskFailure {
  const { message, code } = (error ?? {}) as { readonly message?: string; readonly code?: unknown };
  return {
    kind: 'failed',
    reason: message ?? String(error),
    code: typeof code === 'string' && code.startsWith('ERR_') ? code : undefined,
    opening,
  };
}
