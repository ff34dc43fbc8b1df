import type { Progress } from '@csm/base';
import type { Losses } from './loss/losses.js';

/** The progress of a training run. Losses are means over the current epoch so far. */
export interface TrainingProgress extends Progress, Losses {
  /**
   * Number of finished epochs, plus the finished share of the current epoch's steps (0 while `steps` is undefined).
   */
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
  /** Remaining seconds for all epochs at the rate so far; undefined while `steps` is undefined. */
  readonly secondsLeft: number | undefined;
}
