import type { Run } from '@csm/core';
import { randomNormal, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import seedrandom from 'seedrandom';

/** Which draw: numbers of one key are the same in every run, and independent of those of another. */
export interface DrawKey {
  readonly seed: number;
  readonly draw: number;
  readonly run: Run;
}

/**
 * Standard normal noise for a batch, `[batch, ...shape]`, the caller's: what a sample gets depends on the key and its
 * index in the whole run alone, not on the batch it comes in.
 */
export function sampleNoise(batch: number, shape: readonly number[], key: DrawKey): Tensor {
  // 1 + u: tfjs takes a seed of 0 for none.
  return tidy(() =>
    stack(
      Array.from({ length: batch }, (_, i) =>
        randomNormal([...shape], 0, 1, 'float32', 1 + sampleRandom('noise', key, i)()),
      ),
    ),
  );
}

/** Uniform numbers in [0, 1) for what they are for, a key, and the i-th sample of the batch: a stream of their own. */
export function sampleRandom(what: string, { seed, draw, run }: DrawKey, i: number): () => number {
  const { stream = '', firstSample = 0 } = run;
  return seedrandom.alea([what, `${stream}${seed}`, draw, firstSample + i].join('/'));
}

/** The run of the inner method of a draw: its own draws are independent of the outer ones. */
export function innerRun({ seed, draw, run }: DrawKey): Run {
  return { ...run, stream: `${run.stream ?? ''}${seed}.${draw}:` };
}

/** @throws unless the seed is a whole number. */
export function checkSeed(caller: string, seed: number): void {
  if (!Number.isInteger(seed)) throw new Error(`${caller}: seed must be a whole number; got ${seed}.`);
}

/** @throws unless the count is a whole number of at least `least`. */
export function checkCount(caller: string, name: string, count: number, least = 1): void {
  if (!Number.isInteger(count) || count < least) {
    throw new Error(`${caller}: ${name} must be a whole number of at least ${least}; got ${count}.`);
  }
}
