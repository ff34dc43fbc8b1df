import { erfc } from '@csm/base';

/** Relative difference up to which sums of the same weights count as equal. */
const ROUNDING = 1e-9;

/**
 * P(|Σ ±w + noise| ≥ |sum|) for independent random signs and normal noise: the two-sided p-value of a sum of weights under
 * all 2ᵏ choices of signs. By the saddlepoint approximation of Lugannani & Rice 1980, so that small p-values
 * need no random draws; at most Chernoff's bound, and exact if all signs agree.
 *
 * @param weights their signs do not matter.
 * @param variance of the noise.
 */
export function signSumTail(weights: Float64Array, variance: number, sum: number): number {
  const target = Math.abs(sum);
  let [total, squares, largest] = [0, variance, 0];
  for (const weight of weights) {
    total += Math.abs(weight);
    squares += weight * weight;
    largest = Math.max(largest, Math.abs(weight));
  }
  if (!(target > 1e-6 * Math.sqrt(squares))) return 1;
  if (variance === 0 && target >= total * (1 - ROUNDING)) {
    const count = weights.filter((weight) => Math.abs(weight) > ROUNDING * largest).length;
    return Math.min(1, 2 ** (1 - count));
  }
  const t = saddlepoint(weights, variance, target, target / squares);
  const { value, second } = cumulants(weights, variance, t);
  const r = Math.sqrt(2 * Math.max(0, t * target - value));
  const u = t * Math.sqrt(second);
  if (!(r > 1e-4)) return 1;
  const density = Math.exp(-(r * r) / 2) / Math.sqrt(2 * Math.PI);
  const tail = erfc(r / Math.SQRT2) / 2 + density * (1 / u - 1 / r);
  return Math.max(0, Math.min(1, 2 * tail, 2 * Math.exp(-(r * r) / 2)));
}

/** K(t) = Σ ln cosh(t w) + t² variance / 2, the cumulant generating function, with its two derivatives. */
function cumulants(weights: Float64Array, variance: number, t: number) {
  let [value, first, second] = [(variance * t * t) / 2, variance * t, variance];
  for (const weight of weights) {
    const x = Math.abs(t * weight);
    const tangent = Math.tanh(x);
    value += x + Math.log1p(Math.exp(-2 * x)) - Math.LN2;
    first += Math.abs(weight) * tangent;
    second += weight * weight * (1 - tangent * tangent);
  }
  return { value, first, second };
}

/** The t with K′(t) = sum, by Newton's method, with bisection where a step leaves the bracket. */
function saddlepoint(weights: Float64Array, variance: number, sum: number, start: number): number {
  let [low, high, t] = [0, Infinity, start];
  for (let step = 0; step < 200; step++) {
    const { first, second } = cumulants(weights, variance, t);
    if (first < sum) low = t;
    else high = t;
    const newton = t - (first - sum) / second;
    const isInside = newton > low && newton < high;
    const next = isInside ? newton : high === Infinity ? 2 * t : (low + high) / 2;
    if (Math.abs(next - t) <= 1e-10 * t) return next;
    t = next;
  }
  return t;
}
