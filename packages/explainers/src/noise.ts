import { randomNormal, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';

/**
 * Standard normal noise for a batch, `[batch, ...shape]`, the caller's: what a sample gets depends on the seed, the draw
 * and its index in the whole run alone, not on the batch it comes in.
 */
export function sampleNoise(
  batch: number,
  shape: readonly number[],
  { seed, draw, firstSample }: { seed: number; draw: number; firstSample: number },
): Tensor {
  return tidy(() =>
    stack(
      Array.from({ length: batch }, (_, i) =>
        randomNormal([...shape], 0, 1, 'float32', mixedSeed(seed, draw, firstSample + i)),
      ),
    ),
  );
}

/** A seed of its own for every triple; never 0, which tfjs takes for no seed. */
export function mixedSeed(...parts: readonly number[]): number {
  // FNV-1a over the parts' 32-bit words, with a final mix so that neighbours differ in every bit.
  let hash = 0x811c9dc5;
  for (const part of parts) hash = Math.imul(hash ^ (part | 0), 0x01000193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return (hash >>> 0) + 1;
}

/** @throws unless the seed is a whole number. */
export function checkSeed(caller: string, seed: number): void {
  if (!Number.isInteger(seed)) throw new Error(`${caller}: seed must be a whole number; got ${seed}.`);
}

/** @throws unless the count is a whole number of at least 1. */
export function checkCount(caller: string, name: string, count: number): void {
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`${caller}: ${name} must be a whole number of at least 1; got ${count}.`);
  }
}
