import { type Plan, parseTasks } from '@csm/scale';
import { inFlags } from '../terminal/in-flags.js';
import { usageError } from '../terminal/usage-error.js';

/** The tasks of `--tasks`. @throws unless they are tasks of the plan. */
export function wantedTasks(text: string, plan: Plan): number[] {
  try {
    return parseTasks(text, plan);
  } catch (error) {
    throw usageError(`--tasks: ${inFlags((error as Error).message)}`);
  }
}
