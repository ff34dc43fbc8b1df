import type { Summary } from '../session/summary.js';
import type { NormalisationName } from './choices.js';
import type { FileProblem } from './files/sorted-files.js';

/** What became of the files that were dropped. */
export interface LoadedFiles {
  /** The files that are used; the page forgets the others. */
  readonly paths: readonly string[];
  /** What was found, one line each. */
  readonly lines: readonly string[];
  /** What is missing, and what to do, one sentence each. */
  readonly missing: readonly string[];
  /** Files that cannot be used. */
  readonly problems: readonly FileProblem[];
  /** The normalisation that is used; absent for inputs that are not pictures. */
  readonly normalise?: NormalisationName;
  /** What is shown from now on; absent if the earlier session stays, because data are missing. */
  readonly summary?: Summary;
}
