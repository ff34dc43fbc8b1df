import { invalidArgument } from '../errors.js';
import { shown } from './shown.js';

/** The largest seed. The generators use 32 bits, so larger seeds would silently repeat smaller ones. */
const MAX_SEED = 2 ** 32 - 1;

/** Limits of {@link checkCount}, both inclusive. */
export interface CountLimits {
  /** Default 1. */
  readonly min?: number;
  /** Default: no limit. */
  readonly max?: number;
}

/** Limits of {@link checkPositive}. */
export interface PositiveLimits {
  /** Whether 0 is allowed as well. Default false. */
  readonly orZero?: boolean;
  /** The largest value, inclusive. Default: no limit. */
  readonly max?: number;
}

/** @throws unless the value is a whole number within the limits. */
export function checkCount(caller: string, name: string, value: number, limits: CountLimits = {}): void {
  const { min = 1, max } = limits;
  if (Number.isSafeInteger(value) && value >= min && (max === undefined || value <= max)) return;
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  throw invalidArgument(`${caller}: ${name} must be a whole number ${range}; got ${shown(value)}.`);
}

/** @throws unless the batch size is a whole number of at least 1. */
export function checkBatchSize(caller: string, batchSize: number): void {
  checkCount(caller, 'batchSize', batchSize);
}

/** @throws unless the seed is a whole number from 0 to 2³² − 1. */
export function checkSeed(caller: string, seed: number, name = 'seed'): void {
  checkCount(caller, name, seed, { min: 0, max: MAX_SEED });
}

/** @throws unless the value is a finite number above 0, or of at least 0 with `orZero`. */
export function checkPositive(
  caller: string,
  name: string,
  value: number,
  limits: PositiveLimits = {},
): void {
  const { orZero = false, max = Number.MAX_VALUE } = limits;
  if (typeof value === 'number' && (orZero ? value >= 0 : value > 0) && value <= max) return;
  const least = orZero ? 'of at least 0' : 'above 0';
  const most = max === Number.MAX_VALUE ? '' : ` and at most ${max}`;
  throw invalidArgument(`${caller}: ${name} must be a finite number ${least}${most}; got ${shown(value)}.`);
}
