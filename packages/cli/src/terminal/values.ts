import { usageError } from './usage-error.js';

/** Reads a whole number of an option. @throws a usage error unless it is at least `least`. */
export function wholeNumber(option: string, least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw usageError(`--${option} must be a whole number of at least ${least}; got "${text}".`);
  };
}

/** Reads names that are separated by commas. @throws a usage error if one is empty or a duplicate. */
export function nameList(option: string): (text: string) => string[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.includes('')) {
      throw usageError(`--${option} must be names that are separated by commas; got "${text}".`);
    }
    const duplicate = names.find((name, i) => names.indexOf(name) !== i);
    if (duplicate !== undefined) throw usageError(`--${option} names "${duplicate}" twice; name it once.`);
    return names;
  };
}

/** Reads text of an option. @throws a usage error if it is empty: an empty folder would be the root of the disk. */
export function filledText(option: string): (text: string) => string {
  return (text) => {
    if (text !== '') return text;
    throw usageError(`--${option} needs a value.`);
  };
}
