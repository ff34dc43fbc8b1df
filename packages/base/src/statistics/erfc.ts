import { continuedFraction } from './continued-fraction.js';

/**
 * Complementary error function erfc(x) = 1 − erf(x) for x ≥ 0, with a relative error of about 1e-14, even where it is
 * tiny.
 *
 * Uses the series of DLMF 7.6.2 below 1, and the continued fraction of DLMF 7.9.1 from 1 on.
 */
export function erfc(x: number): number {
  const scale = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x >= 1) return scale / (x * continuedFraction((k) => k / (2 * x * x)));
  let [sum, term] = [0, 2 * x];
  for (let k = 1; term > Number.EPSILON * sum; k++) {
    sum += term;
    term *= (2 * x * x) / (2 * k + 1);
  }
  return 1 - scale * sum;
}
