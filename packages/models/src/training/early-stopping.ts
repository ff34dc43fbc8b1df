import { smallest } from '@csm/base';
import type { EpochResult } from './loss/epoch-result.js';

/**
 * Index of the epoch with the lowest validation loss (the first one if several are equal); −1 if there are no
 * epochs.
 */
export function bestEpoch(history: readonly EpochResult[]): number {
  const losses = history.map(({ validation }) => validation?.loss ?? Number.POSITIVE_INFINITY);
  return losses.indexOf(smallest(losses));
}

/** Whether the last `patience` epochs were no better than the best epoch before them. */
export function isPatienceExhausted(history: readonly EpochResult[], patience: number | undefined): boolean {
  return patience !== undefined && history.length > 0 && history.length - 1 - bestEpoch(history) >= patience;
}
