import { typeName } from './type-name.js';

const MOST_CHARACTERS = 40;

/** Writes a value for an error message: numbers, booleans and short strings literally, everything else by its type. */
export function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string' && value.length <= MOST_CHARACTERS) return JSON.stringify(value);
  return typeName(value);
}
