import { invalidArgument } from '@csm/base';
import type { Baseline } from './baseline.js';

/** @throws if there is no baseline, or a list of numbers was probably meant as one baseline with a number per feature. */
export function checkBaselineList(caller: string, baselines: readonly Baseline[]): void {
  if (baselines.length > 1 && baselines.every((baseline) => typeof baseline === 'number')) {
    throw invalidArgument(
      `${caller}: baseline is a list of ${baselines.length} numbers, each of which would be a constant baseline of its own; for ` +
        'one baseline with a number per feature, pass ndarray(Float32Array.of(…), inputShape).',
    );
  }
  if (baselines.length === 0) {
    throw invalidArgument(`${caller}: expected at least one baseline; got an empty list.`);
  }
}
