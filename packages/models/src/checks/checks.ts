import type { Vae } from '../architectures/vae.js';
import type { Sampling } from '../training/loss/vae-losses.js';

/** What kind of thing a value is, for messages: never what it holds. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'an empty string';
  if (value instanceof Promise) return 'Promise (await it)';
  return (typeof value === 'object' && value.constructor?.name) || typeof value;
}

/** Throws where a function that cannot do without options was given none. */
export function checkOptions(caller: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return;
  throw new TypeError(`${caller}: options must be an object such as ${example}; got ${typeName(options)}.`);
}

/** Throws unless `vae` has two models. */
export function checkVae(caller: string, vae: Partial<Vae> | null | undefined): void {
  if (vae?.encoder && vae.decoder) return;
  throw new TypeError(
    `${caller}: vae must be a Vae { name, encoder, decoder, inputShape, latentSize }; got ${typeName(vae)}.`,
  );
}

/** Throws unless `folder` is a path. */
export function checkFolder(caller: string, folder: unknown): void {
  if (typeof folder === 'string' && folder !== '') return;
  throw new TypeError(`${caller}: folder must be a path such as 'models/faces'; got ${typeName(folder)}.`);
}

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
