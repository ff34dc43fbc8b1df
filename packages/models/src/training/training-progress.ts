import type { Progress } from '@csm/base';
import type { Losses } from './loss/losses.js';

/** How far a training run is. Losses are means over the current epoch so far. */
export interface TrainingProgress extends Progress, Losses {
  /** Epochs finished; the current epoch counts by its share of steps, or as 0 while `steps` is undefined. */
  readonly done: number;
  /** Epochs in all. */
  readonly total: number;
  /** The current epoch, from 1. */
  readonly epoch: number;
  /** Steps done in this epoch, from 1. */
  readonly step: number;
  /** Steps per epoch; undefined in the first epoch of a stream unless `stepsPerEpoch` is given. */
  readonly steps: number | undefined;
  /** Images per second since training started or resumed. */
  readonly samplesPerSecond: number;
  /** Seconds left for all epochs at the rate so far; undefined while `steps` is. */
  readonly secondsLeft: number | undefined;
}
