import type { HardGroundOptions } from './grounds/hard-ground.js';

/** Where the hard grounds' models and results are, and who is told of the progress. */
export interface HardRun extends Pick<HardGroundOptions, 'models' | 'signal' | 'log' | 'onTraining'> {
  /** The folder of the results; a stopped run continues from them. */
  readonly out: string;
  readonly onProgress: (what: string, done: number, total: number) => void;
}
