import type { Progress } from '@csm/base';
import type { Plan } from '../../plan/plan.js';
import { planTask } from '../../plan/plan-tasks.js';

/** The progress of all processes together: `done` and `total` are inputs. */
export interface RunProgress extends Progress {
  readonly tasks: Progress;
  /** Inputs that this run explained per second since it began. */
  readonly inputsPerSecond: number;
}

/** The progress of a run, reported a few times per second at most. */
export interface ProgressCounter {
  /** Inputs of a task that are explained so far. */
  working(task: number, inputs: number): void;
  finished(task: number): void;
  /** What the task had done is lost. */
  failed(task: number): void;
  /** Reports the numbers now. */
  report(): void;
}

const MS_BETWEEN_REPORTS = 250;

/**
 * @param tasks all tasks of the run.
 * @param before those of them that were done before.
 */
export function countProgress(
  plan: Plan,
  tasks: readonly number[],
  before: readonly number[],
  onProgress: ((progress: RunProgress) => void) | undefined,
): ProgressCounter {
  const sum = (list: readonly number[]) => list.reduce((sum, task) => sum + inputsOfTask(plan, task), 0);
  const total = sum(tasks);
  const doneBefore = sum(before);
  const running = new Map<number, number>();
  let tasksDone = before.length;
  let inputsDone = doneBefore;
  const start = performance.now();
  let last = start;
  const report = () => {
    last = performance.now();
    const done = [...running.values()].reduce((sum, inputs) => sum + inputs, inputsDone);
    const seconds = (last - start) / 1000;
    onProgress?.({
      done,
      total,
      tasks: { done: tasksDone, total: tasks.length },
      inputsPerSecond: seconds === 0 ? 0 : (done - doneBefore) / seconds,
    });
  };
  const reportSometimes = () => {
    if (performance.now() - last >= MS_BETWEEN_REPORTS) report();
  };
  return {
    working(task, inputs) {
      running.set(task, inputs);
      reportSometimes();
    },
    finished(task) {
      running.delete(task);
      tasksDone++;
      inputsDone += inputsOfTask(plan, task);
      reportSometimes();
    },
    failed(task) {
      running.delete(task);
    },
    report,
  };
}

/** The number of inputs of a task; certificates have none. */
function inputsOfTask(plan: Plan, task: number): number {
  const found = planTask(plan, task);
  return found.kind === 'shard' ? found.inputs : 0;
}
