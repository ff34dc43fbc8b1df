import type { Losses } from './losses.js';

/** Result of one epoch. Losses are means over the epoch's images, measured while the weights changed. */
export interface EpochResult extends Losses {
  /** From 1. */
  readonly epoch: number;
  readonly seconds: number;
  /** Losses of the validation images after the epoch, as {@link evaluateVae} computes them. */
  readonly validation?: Losses;
}
