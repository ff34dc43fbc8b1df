import { checkOptionalFunction, checkSeed, checkWatchers, eventLoopYielder, type Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { meanDifference } from '../concepts/mean-difference.js';
import type { Awaitable } from '../encoders/encoder.js';
import { checkpoint } from '../explain/run.js';

/** Options shared by the functions that make a concept from several sets of examples. */
interface RemakingOptions {
  readonly make?:
    | ((name: string, positives: NdArray, negatives: NdArray) => Awaitable<ConceptVector>)
    | undefined;
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of these options. */
export const REMAKING = {
  make: true,
  seed: true,
  signal: true,
  onProgress: true,
} as const satisfies Record<keyof RemakingOptions, true>;

/**
 * Checks these options.
 * @returns their values, and a function to await before each concept is made.
 * @throws if one is invalid.
 */
export function checkedRemaking(caller: string, options: RemakingOptions) {
  const { make = meanDifference, seed = 0, signal, onProgress } = options;
  checkSeed(caller, seed);
  checkWatchers(caller, options);
  checkOptionalFunction(caller, 'make', make);
  const pause = eventLoopYielder();
  return { make, seed, onProgress, beforeEach: () => checkpoint({ signal, pause }) };
}
