import { typeName } from './type-name.js';

/** Throws where a function that cannot do without options was given none. */
export function requireOptions(where: string, options: unknown, example: string): void {
  if (typeof options === 'object' && options !== null) return;
  throw new TypeError(`${where}: expected options, such as ${example}; got ${typeName(options)}`);
}

/** Throws a message that begins with `where` unless `value` is an integer from `least` to `most`. */
export function requireInteger(
  where: string,
  name: string,
  value: number,
  least: number,
  most: number,
): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new Error(`${where}: ${name} must be an integer from ${least} to ${most}; got ${String(value)}`);
}

/** Seeds are what a 32-bit generator can tell apart. */
export function requireSeed(where: string, seed: number): void {
  requireInteger(where, 'seed', seed, 0, 2 ** 32 - 1);
}
