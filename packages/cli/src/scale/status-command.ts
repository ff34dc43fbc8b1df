import { taskRanges } from '@csm/scale';
import { queueStatus } from '@csm/scale/node';
import type { CommandRun } from '../terminal/command-run.js';
import { openPlan } from './open-plan.js';
import { type Count, planStatus } from './plan-status.js';

/** The options of `csm status`. */
export interface StatusCommandOptions {
  readonly store?: string | undefined;
  readonly queue?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Ranges of pending tasks that are printed. */
const MOST_RANGES = 8;

/** Prints what of a plan is done. */
export async function printStatus(
  path: string,
  options: StatusCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { signal } = run;
  const { plan, store } = await openPlan(path, { store: options.store, signal, anyVersion: true });
  const status = await planStatus(plan, store, signal);
  const { shards, inputs, certificates, pending } = status;
  const of = ({ done, total }: Count) => `${done} of ${total}`;
  run.print(`Shards: ${of(shards)} done (${of(inputs)} inputs)`);
  if (plan.certificates) run.print(`Certificates: ${of(certificates)} done`);
  run.print(pending.length === 0 ? 'Complete' : `Pending tasks: ${taskRanges(pending, MOST_RANGES)}`);
  const { queue } = options;
  const queued = queue === undefined ? undefined : await queueStatus({ plan, queue });
  if (queued) {
    const { waiting, running, setAside } = queued;
    run.print(`Queue: ${waiting} waiting, ${running} running, ${setAside.length} set aside`);
    for (const { task, reason } of setAside) run.print(`  task ${task}: ${reason}`);
  }
  run.json({
    ...{
      store: plan.places.store,
      plan: plan.id,
      shards,
      inputs,
      certificates,
      pending: taskRanges(pending),
    },
    ...(queued && { queue: queued }),
  });
}
