import type { Progress } from '@csm/base';

/** Options that all readers of spatial counts have. */
export interface ReadCountsOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of entries of the matrix read so far. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with a message for everything that is corrected or left out. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** The names of all {@link ReadCountsOptions}, for `checkOptions`. */
export const READ_COUNTS_OPTIONS = { signal: true, onProgress: true, onWarning: true } as const;
