import { randomNormal, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';
import seedrandom from 'seedrandom';

/**
 * Standard normal noise for a batch, `[batch, ...shape]`, the caller's: what a sample gets depends on the seed, the draw
 * and its index in the whole run alone, not on the batch it comes in.
 */
export function sampleNoise(
  batch: number,
  shape: readonly number[],
  { seed, draw, firstSample }: { seed: number; draw: number; firstSample: number },
): Tensor {
  // 1 + u: tfjs takes a seed of 0 for none.
  return tidy(() =>
    stack(
      Array.from({ length: batch }, (_, i) =>
        randomNormal([...shape], 0, 1, 'float32', 1 + keyedRandom('noise', seed, draw, firstSample + i)()),
      ),
    ),
  );
}

/** A stream of uniform numbers in [0, 1) of its own for every key: what the draw is for, the seed, the draw, the sample. */
export function keyedRandom(...key: readonly (string | number)[]): () => number {
  return seedrandom.alea(key.join('/'));
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
