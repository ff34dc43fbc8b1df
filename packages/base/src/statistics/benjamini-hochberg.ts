import { shown } from '../checks/shown.js';
import { invalidArgument } from '../errors.js';

/**
 * Adjusts p-values for the false discovery rate: for m p-values in ascending order, q₍ᵢ₎ = min over j ≥ i of m p₍ⱼ₎ / j. At most
 * 5 % of the tests with q ≤ 0.05 are false discoveries in expectation, if the tests are independent or positively dependent.
 *
 * NaN (a missing p-value) stays NaN and does not count as a test, as in R's `p.adjust`.
 *
 * Source: Benjamini & Hochberg 1995 (doi 10.1111/j.2517-6161.1995.tb02031.x).
 *
 * @throws if a p-value is neither NaN nor between 0 and 1.
 * @category Test a concept
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const values = Array.from(p);
  const bad = values.findIndex((value) => !Number.isNaN(value) && !(value >= 0 && value <= 1));
  if (bad !== -1) {
    const got = `number ${bad} is ${shown(values[bad])}`;
    throw invalidArgument(`benjaminiHochberg: p-values must be between 0 and 1; ${got}.`);
  }
  const tests = values.map((value, index) => ({ value, index })).filter(({ value }) => !Number.isNaN(value));
  tests.sort((a, b) => b.value - a.value);
  const q = new Float64Array(values.length).fill(Number.NaN);
  let least = 1;
  for (const [i, { value, index }] of tests.entries()) {
    least = Math.min(least, (value * tests.length) / (tests.length - i));
    q[index] = least;
  }
  return q;
}
