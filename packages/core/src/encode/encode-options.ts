import type { Progress } from '@csm/base';

/** Options of {@link encode}. */
export interface EncodeOptions {
  /** Number of samples that are encoded at a time; memory use grows with it. Default 8. */
  readonly batchSize?: number | undefined;
  /** Stops the run; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of finished samples, including fractions for the current batch. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of the options, for `checkOptions`. */
export const ENCODE_OPTIONS = { batchSize: true, signal: true, onProgress: true } as const;
