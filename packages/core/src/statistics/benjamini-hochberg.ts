/**
 * False discovery rate: for each of m p-values, the smallest rate at which its test is called, q₍ᵢ₎ = min over j ≥ i of
 * m p₍ⱼ₎ / j, with p sorted upwards. The tests with q ≤ 0.05 hold at most 5 % of false ones, on average.
 *
 * NaN stays NaN and does not count as a test (as R's `p.adjust`).
 *
 * Source: Benjamini & Hochberg 1995.
 *
 * @throws if a p-value is outside [0, 1].
 */
export function benjaminiHochberg(p: ArrayLike<number>): Float64Array {
  const bad = Array.from(p).findIndex((value) => value < 0 || value > 1);
  if (bad !== -1) throw new Error(`benjaminiHochberg: p-value ${bad} is ${p[bad]}; expected 0 to 1.`);
  const q = new Float64Array(p.length).fill(Number.NaN);
  const tests = Array.from(p, (_, i) => i).filter((i) => !Number.isNaN(p[i]!));
  tests.sort((a, b) => p[b]! - p[a]!);
  let least = 1;
  for (const [i, test] of tests.entries()) {
    least = Math.min(least, (p[test]! * tests.length) / (tests.length - i));
    q[test] = least;
  }
  return q;
}
