import type { Plan } from '@csm/scale';
import type { CommandRun } from '../terminal/command-run.js';

/** What became of the tasks of a call. */
export interface TaskResults {
  /** Tasks that were computed now. */
  readonly computed: number;
  /** Tasks that the store had already. */
  readonly thereAlready: number;
}

/** Prints what became of the tasks. */
export function reportTasks(plan: Plan, { computed, thereAlready }: TaskResults, run: CommandRun): void {
  const { store } = plan.places;
  run.print(`Tasks: ${computed} computed, ${thereAlready} done before`);
  run.print(`Results: ${store}`);
  run.json({ store, plan: plan.id, computed, doneBefore: thereAlready });
}
