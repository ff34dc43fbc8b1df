import { benjaminiHochberg as adjusted } from '@csm/core/statistics';

/**
 * p-values adjusted for the false discovery rate: `benjaminiHochberg` of `@csm/core/statistics`, where all tests must have a
 * p-value. Calling all with q ≤ 0.05 discoveries makes 5 % of them false in expectation, for independent or positively
 * dependent tests.
 *
 * Source: Benjamini & Hochberg 1995 (doi 10.1111/j.2517-6161.1995.tb02031.x).
 *
 * @throws if a p-value is not between 0 and 1.
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): Float64Array {
  const bad = Array.from(pValues).findIndex((value) => !(value >= 0 && value <= 1));
  if (bad !== -1) {
    throw new Error(`benjaminiHochberg: p-values must be between 0 and 1; number ${bad} is ${pValues[bad]}.`);
  }
  return adjusted(pValues);
}
