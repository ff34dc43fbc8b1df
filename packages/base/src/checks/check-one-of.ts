import { invalidArgument } from '../errors.js';
import { shown } from './shown.js';

/** @throws unless the value is one of the names. */
export function checkOneOf(caller: string, name: string, value: unknown, names: readonly string[]): void {
  if ((names as readonly unknown[]).includes(value)) return;
  const quoted = names.map((each) => `'${each}'`);
  const list = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ');
  throw invalidArgument(`${caller}: ${name} must be ${list}; got ${shown(value)}.`);
}

/** @throws unless the value is `true` or `false`. */
export function checkBoolean(caller: string, name: string, value: unknown): void {
  if (typeof value === 'boolean') return;
  throw invalidArgument(`${caller}: ${name} must be true or false; got ${shown(value)}.`);
}
