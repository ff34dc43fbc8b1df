import type { TrainingProgress } from '@csm/models';
import type { Settings } from './settings/settings.js';

/** The parameters of every stage of a run, in addition to its input. */
export interface Run {
  /** The folder of all results. */
  readonly out: string;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  /** What the run does, for the page. Default: none. */
  readonly choices?: readonly string[] | undefined;
  readonly log: (line: string) => void;
  /** Called with the progress of a stage. */
  readonly onStage: (what: string, done: number, total: number) => void;
  /** Called with warnings about maps. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  readonly onTraining: (progress: TrainingProgress) => void;
}
