import type { Sampling } from './loss.js';

/** Throws unless `value` is a whole number of at least `least`. */
export function checkWholeNumber(caller: string, name: string, value: number, least: number): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${caller}: ${name} must be a whole number of at least ${least}; got ${value}.`);
  }
}

/** Throws unless `value` is a seed the generator tells apart from all others. */
export function checkSeed(caller: string, seed: number): void {
  if (!Number.isSafeInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new RangeError(`${caller}: seed must be a whole number from 0 to 4294967295; got ${seed}.`);
  }
}

/** Throws unless `value` is finite and above zero, or at least zero where `zero` is allowed. */
export function checkPositive(caller: string, name: string, value: number, zero = false): void {
  if (!Number.isFinite(value) || value < 0 || (value === 0 && !zero)) {
    const least = zero ? 'of at least 0' : 'above 0';
    throw new RangeError(`${caller}: ${name} must be a finite number ${least}; got ${value}.`);
  }
}

/** Throws unless `sampling` names a way to draw latents. */
export function checkSampling(caller: string, sampling: Sampling): void {
  if (sampling !== 'standard' && sampling !== 'reference') {
    throw new RangeError(`${caller}: sampling must be "standard" or "reference"; got ${String(sampling)}.`);
  }
}
