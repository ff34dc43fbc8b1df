import { average } from '../../../support/average.js';
import { figure } from '../report/replace-section.js';

/**
 * The mean, and in brackets the smallest and the largest value: `1.20 (1.10–1.35)`. Values that are not known are left out:
 * NaN, or null where a stored result held NaN.
 */
export function meanAndRange(values: readonly number[], digits = 2): string {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return '';
  const [least, most] = [Math.min(...known), Math.max(...known)].map((value) => figure(value, digits));
  return `${figure(average(known), digits)} (${least}–${most})`;
}

/** The mean of the values that are known; NaN if none is. */
export function knownMean(values: readonly number[]): number {
  const known = values.filter(Number.isFinite);
  return known.length === 0 ? Number.NaN : average(known);
}

/** Each value once, in the order of the first occurrences. */
export const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** Enough digits for a table. */
export const rounded = (value: number): number => Number(value.toPrecision(5));
