/**
 * The standardised rank sum of Wilcoxon's test for values of which most are 0; only the others are given, all above 0:
 * z = (R − n (N + 1) / 2) / √(n m (N + 1) T / 12), with R the sum of the ranks of the first n of all N = n + m values, ties sharing the
 * mean of their ranks. T is 1, or with `tieCorrect` 1 − Σ (t³ − t) / (N³ − N) over ties of t values. 0 if all values are equal.
 *
 * @param first the values above 0 of the first group, sorted.
 * @param second those of the second group, sorted.
 * @param n the number of all values of the first group.
 * @param m the number of all values of the second group.
 */
export function rankSum(
  first: Float64Array,
  second: Float64Array,
  n: number,
  m: number,
  tieCorrect: boolean,
): number {
  const total = n + m;
  const zeros = total - first.length - second.length;
  let sum = ((n - first.length) * (zeros + 1)) / 2;
  let ties = zeros ** 3 - zeros;
  let [i, j, rank] = [0, 0, zeros];
  while (i < first.length || j < second.length) {
    const value = Math.min(first[i] ?? Number.POSITIVE_INFINITY, second[j] ?? Number.POSITIVE_INFINITY);
    const [fromFirst, fromSecond] = [i, j];
    while (first[i] === value) i++;
    while (second[j] === value) j++;
    const tied = i - fromFirst + j - fromSecond;
    sum += (i - fromFirst) * (rank + (tied + 1) / 2);
    ties += tied ** 3 - tied;
    rank += tied;
  }
  const correction = tieCorrect ? 1 - ties / (total ** 3 - total) : 1;
  const difference = sum - (n * (total + 1)) / 2;
  const variance = (n * m * (total + 1) * correction) / 12;
  return difference === 0 || variance === 0 ? 0 : difference / Math.sqrt(variance);
}
