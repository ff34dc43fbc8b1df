import type { TrainingProgress } from '@csm/models';
import type { Settings } from './settings.js';

/** What every stage of a run is given, besides its input. */
export interface Run {
  /** The folder that everything goes to. */
  readonly out: string;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
  /** Hears how far a stage is. */
  readonly onProgress: (what: string, done: number, total: number) => void;
  readonly onTraining: (progress: TrainingProgress) => void;
}
