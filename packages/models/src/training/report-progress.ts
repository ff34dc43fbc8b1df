import { meanLosses } from './loss/losses.js';
import type { TrainingRun } from './training-run.js';

/** Milliseconds between two reports. */
const INTERVAL = 100;

/** Reports a step, unless the last report was less than a tenth of a second ago or the end of the epoch is reported next. */
export function reportIfDue(run: TrainingRun): void {
  const { step } = run.position;
  const now = performance.now();
  if (step === run.steps || now - run.lastReport < INTERVAL) return;
  run.lastReport = now;
  // A stream may be longer than in the previous epoch.
  report(run, run.steps !== undefined && run.steps > step ? run.steps : undefined);
}

/** Calls `onProgress` with the position. */
export function report(run: TrainingRun, steps: number | undefined): void {
  const { plan, position, pace } = run;
  const { epoch, step } = position;
  const left = steps === undefined ? undefined : (plan.epochs - epoch) * steps + steps - step;
  plan.onProgress?.({
    done: epoch - 1 + (steps === undefined ? 0 : step / steps),
    total: plan.epochs,
    epoch,
    step,
    steps,
    ...meanLosses(position, plan.settings.klWeight),
    samplesPerSecond: pace.samples / pace.seconds,
    secondsLeft: left === undefined ? undefined : (left * pace.seconds) / pace.steps,
  });
}
