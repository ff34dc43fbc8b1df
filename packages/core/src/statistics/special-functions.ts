import { continuedFraction } from '@csm/base';

/**
 * Regularised incomplete beta function I_x(a, b), with a relative error of about 1e-14. Written here because the npm
 * packages that we found either reach only 3e-7 (jstat) or install 25 MB (stdlib).
 *
 * Uses the continued fraction of DLMF 8.17.22 where it converges fast, and I_x(a, b) = 1 − I_{1−x}(b, a) (DLMF
 * 8.17.4) elsewhere.
 *
 * @param x from 0 to 1.
 * @param a above 0.
 * @param b above 0.
 * @category Check arguments
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const factor = Math.exp(a * Math.log(x) + b * Math.log1p(-x)) / (a * beta(a, b));
  return factor / continuedFraction((k) => betaNumerator(k, x, a, b));
}

/** d_k of DLMF 8.17.23. */
function betaNumerator(k: number, x: number, a: number, b: number): number {
  const m = Math.floor(k / 2);
  const numerator = k % 2 === 0 ? m * (b - m) : -(a + m) * (a + b + m);
  return (numerator * x) / ((a + k - 1) * (a + k));
}

/** From here on, Stirling's series is exact to rounding. */
const STIRLING_FROM = 10;

/** B(a, b) = Γ(a) Γ(b) / Γ(a + b): Stirling's series (DLMF 5.11.1), with ln B combined so that large terms do not cancel. */
function beta(a: number, b: number): number {
  let [p, q, factor] = [a, b, 1];
  // B(p, q) = B(p + 1, q) (p + q) / p, from DLMF 5.5.1 and 5.12.1.
  for (; p < STIRLING_FROM; p++) factor *= (p + q) / p;
  for (; q < STIRLING_FROM; q++) factor *= (p + q) / q;
  const corrections = stirlingCorrection(p) + stirlingCorrection(q) - stirlingCorrection(p + q);
  const exponent = -(p - 0.5) * Math.log1p(q / p) - q * Math.log1p(p / q) + corrections;
  return factor * Math.sqrt((2 * Math.PI) / q) * Math.exp(exponent);
}

/** ln Γ(z) − (z − ½) ln z + z − ½ ln 2π: Σ B₂ₖ / (2k (2k − 1) z²ᵏ⁻¹). */
function stirlingCorrection(z: number): number {
  const coefficients = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156];
  return coefficients.reduceRight((sum, coefficient) => sum / (z * z) + coefficient, 0) / z;
}
