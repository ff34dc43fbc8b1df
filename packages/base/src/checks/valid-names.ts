import { nearest } from './nearest.js';

/** The maximum number of names that a message lists in full. */
const MOST_NAMES = 12;

/**
 * Writes the end of a message about an unknown name: `valid options: steps, seed`, or for a long list the nearest three:
 * `3 nearest of 214 genes: Penk, Pen, Pam`.
 * @param what the plural noun for the names, such as `options`.
 */
export function validNames(what: string, name: string, names: readonly string[]): string {
  if (names.length === 0) return `there are no valid ${what}`;
  if (names.length <= MOST_NAMES) return `valid ${what}: ${names.join(', ')}`;
  const near = nearest(name, names);
  return `${near.length} nearest of ${names.length} ${what}: ${near.join(', ')}`;
}
