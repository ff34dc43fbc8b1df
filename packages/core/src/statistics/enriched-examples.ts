import { benjaminiHochberg, invalidArgument, ranks } from '@csm/base';
import { erfc } from './special-functions.js';

/** An example, and how much higher its values are inside a region than outside. */
export interface EnrichedExample {
  /** Index of its row, from 0. */
  readonly index: number;
  /** Probability that a feature inside has a higher value than one outside, with ties counted half: the ROC AUC of the row. */
  readonly auc: number;
  /** Two-sided p-value of the rank-sum test. */
  readonly p: number;
  /** p adjusted for the false discovery rate over all examples: `benjaminiHochberg`. */
  readonly q: number;
}

/**
 * Finds the examples whose values are higher inside a region of the features than outside: for example the genes of a
 * tissue layer, if each row contains the values of one gene at all spots. In descending order of AUC; constant rows
 * are left out.
 *
 * The test is Wilcoxon's rank-sum test (Mann & Whitney) in normal approximation, corrected for ties but not for continuity,
 * as scipy's `mannwhitneyu(method='asymptotic', use_continuity=False)`. Scanpy's `rank_genes_groups` with
 * `method='wilcoxon', tie_correct=True` orders genes by the same statistic. Rows are read one by one, so a generator can
 * supply them and the matrix does not have to be dense. Values should be comparable between features: counts divided
 * by the total of the spot.
 *
 * @param rows one row per example, each of `inside.length` values.
 * @param inside whether each feature belongs to the region; features with `null` are ignored.
 * @throws if a row has another length or holds NaN, or if no feature is inside or none outside.
 */
export function enrichedExamples(
  rows: Iterable<ArrayLike<number>>,
  inside: ArrayLike<boolean | null>,
): EnrichedExample[] {
  const caller = 'enrichedExamples';
  const used = Array.from(inside, (region, feature) => ({
    feature,
    isInside: region === true,
    region,
  })).filter(({ region }) => region !== null);
  const n = used.filter(({ isInside }) => isInside).length;
  const m = used.length - n;
  if (n === 0 || m === 0) {
    throw invalidArgument(
      `${caller}: expected features inside and outside; got ${n} inside and ${m} outside.`,
    );
  }
  const tested: Omit<EnrichedExample, 'q'>[] = [];
  let index = 0;
  for (const row of rows) {
    if (row.length !== inside.length) {
      throw invalidArgument(`${caller}: row ${index} must have ${inside.length} values; got ${row.length}.`);
    }
    const values = Float64Array.from(used, ({ feature }) => row[feature] ?? Number.NaN);
    if (values.some(Number.isNaN)) throw invalidArgument(`${caller}: row ${index} holds NaN.`);
    const rankSum = ranks(values).reduce((sum, rank, i) => sum + (used[i]?.isInside ? rank : 0), 0);
    const u = rankSum - (n * (n + 1)) / 2;
    const all = n + m;
    const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - tieTerm(values) / (all * (all - 1))));
    if (deviation > 0) {
      const z = Math.abs(u - (n * m) / 2) / deviation;
      // Both tails of the standard normal distribution beyond ±z.
      tested.push({ index, auc: u / (n * m), p: erfc(z / Math.SQRT2) });
    }
    index++;
  }
  const q = benjaminiHochberg(tested.map((example) => example.p));
  return tested.map((example, i) => ({ ...example, q: q[i] ?? Number.NaN })).sort((a, b) => b.auc - a.auc);
}

/** Σ(t³ − t) over groups of t equal values. */
function tieTerm(values: Float64Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((sum, t) => sum + t ** 3 - t, 0);
}
