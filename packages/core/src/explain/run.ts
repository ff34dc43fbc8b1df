import type { Progress } from '@csm/base';
import type { CompletenessReport } from './completeness-report.js';
import type { Extremes } from './extremes.js';

/** Options for watching and stopping a run. */
export interface Run {
  /** Checked between passes; after an abort the run rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each step of the work. `total` may be any number, and `done` a fraction; at the end they are equal. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with a warning when the result is doubtful, for example if a tolerance was not reached. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /**
   * Called by a method that promises completeness, with what its maps add up to. `explain` warns once, after all batches, if
   * maps are incomplete. Wrappers pass it on.
   */
  readonly reportCompleteness?: ((report: CompletenessReport) => void) | undefined;
  /**
   * Index of the batch's first sample in the whole run. With it, methods that draw random numbers use the same draws for a
   * sample in any batch. Default 0.
   */
  readonly firstSample?: number | undefined;
  /** Number of samples in the whole run. A method that was given something per sample checks it. Absent if the batch is the whole run. */
  readonly samples?: number | undefined;
  /**
   * Returns the smallest and largest number of each feature over all inputs of the run, rather than of the batch, so that a
   * method that needs them gives the same maps for any batch size. Absent if the batch is the whole run.
   */
  readonly extremes?: (() => Extremes) | undefined;
  /**
   * Set by a method that calls another one repeatedly, as SmoothGrad does. Methods that draw random numbers add it to
   * their seed, so that the draws of each call are independent of those of the other calls and of the outer method.
   * Default ''.
   */
  readonly stream?: string | undefined;
  /** Awaited between passes: yields to the event loop now and then, so that timers, input and an abort are served. */
  readonly pause?: (() => Promise<void>) | undefined;
}

/**
 * Yields to the event loop, then rejects if the run was aborted. Every explainer awaits this before each of its
 * passes.
 *
 * @category Write an explainer
 */
export async function checkpoint({ signal, pause }: Run): Promise<void> {
  await pause?.();
  signal?.throwIfAborted();
}
