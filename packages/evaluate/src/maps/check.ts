import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';

/** @throws unless it is a batch of numbers, `[n, ...]` with n ≥ 1. */
export function checkMaps(caller: string, maps: NdArray, what = 'maps'): void {
  const { shape, stride, data } = (maps ?? {}) as Partial<NdArray>;
  if (!Array.isArray(shape) || !Array.isArray(stride) || data === undefined) {
    throw new Error(`${caller}: ${what} must be an ndarray [n, ...]; got ${typeof maps}.`);
  }
  if (shape.length < 2 || maps.size === 0) {
    throw new Error(
      `${caller}: ${what} must have a batch axis and at least one number; got shape [${shape}].`,
    );
  }
}

/** @throws unless it is a concept vector, of which random ones can be drawn. */
export function checkConcept(caller: string, concept: ConceptVector): void {
  if (concept?.vector instanceof Float32Array) return;
  throw new Error(
    `${caller}: expected one concept vector, such as meanDifference makes; got ${Array.isArray(concept) ? 'an array' : typeof concept}.`,
  );
}

/** @throws unless both have the same shape. */
export function checkSameShape(caller: string, a: NdArray, b: NdArray, what: string): void {
  if (`${a.shape}` === `${b.shape}`) return;
  throw new Error(`${caller}: ${what} must have the same shape; got [${a.shape}] and [${b.shape}].`);
}

/** @throws unless both have the same length, at least one. */
export function checkSameLength(caller: string, a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length === b.length && a.length > 0) return;
  throw new Error(
    `${caller}: expected two maps of the same size, not empty; got ${a.length} and ${b.length} numbers.`,
  );
}

/** Whether a number is NaN: such maps have no order. */
export function holdsNaN(values: ArrayLike<number>): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** @throws unless it is one of the choices. */
export function checkChoice(caller: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  const list = choices.map((choice) => `'${choice}'`).join(' or ');
  throw new Error(`${caller}: ${name} must be ${list}; got ${JSON.stringify(value)}.`);
}

/** @throws unless it is a whole number of at least `least`. */
export function checkCount(caller: string, name: string, count: number, least = 1): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new Error(`${caller}: ${name} must be a whole number of at least ${least}; got ${count}.`);
}

/** @throws unless it is a number above 0 (and at most `most`). */
export function checkPositive(caller: string, name: string, value: number, most = Number.MAX_VALUE): void {
  if (value > 0 && value <= most) return;
  const limit = most === Number.MAX_VALUE ? 'a positive number' : `above 0 and at most ${most}`;
  throw new Error(`${caller}: ${name} must be ${limit}; got ${value}.`);
}

/** @throws unless the seed is a whole number. */
export function checkSeed(caller: string, seed: number): void {
  if (!Number.isInteger(seed)) throw new Error(`${caller}: seed must be a whole number; got ${seed}.`);
}
