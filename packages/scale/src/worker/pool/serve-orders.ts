import { invalidArgument } from '@csm/base';
import workerpool from 'workerpool';
import type { TaskAnswer, TaskOrder, TaskReport } from './task-messages.js';

/**
 * Does tasks in a process of `startProcesses`, one at a time.
 * @param end called before the process ends, unless it is killed.
 */
export function serveOrders(
  caller: string,
  answer: (order: TaskOrder, report: (report: TaskReport) => void) => Promise<TaskAnswer>,
  end: () => Promise<void> = async () => {},
): void {
  if (process.send === undefined) {
    throw invalidArgument(
      `${caller}: expected a process that runPlan or queueWorker started; got a process of its own; pass the address of this module as their option "module".`,
    );
  }
  // The process that started this one has ended meanwhile; later, workerpool ends this one with it.
  if (!process.connected) process.exit(1);
  // The terminal and service managers send these to the whole group of processes. The process that started this one decides.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  workerpool.worker(
    { task: (order: TaskOrder) => answer(order, (report) => workerpool.workerEmit(report)) },
    { onTerminate: end },
  );
}
