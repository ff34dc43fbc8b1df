/** One-sided 95 % of the standard normal distribution. */
const Z = 1.6448536269514722;

/**
 * One-sided 95 % bounds of a proportion: Wilson's score interval. Unlike p ± z √(p (1 − p) / n) they have a width for p = 1.
 *
 * Source: Wilson 1927 (doi 10.1080/01621459.1927.10502953).
 *
 * @param n number of independent observations.
 */
export function wilsonBounds(p: number, n: number): [lower: number, upper: number] {
  const centre = p + Z ** 2 / (2 * n);
  const half = Z * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
  const scale = 1 + Z ** 2 / n;
  return [Math.max(0, (centre - half) / scale), Math.min(1, (centre + half) / scale)];
}
