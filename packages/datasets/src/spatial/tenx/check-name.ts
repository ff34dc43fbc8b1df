import { invalidArgument, shown } from '@csm/base';

/** @throws unless an option is a text that is not empty, or undefined. */
export function checkName(caller: string, option: string, value: unknown, expected: string): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return;
  throw invalidArgument(`${caller}: ${option} must be ${expected}; got ${shown(value)}.`);
}
