import jstat from 'jstat';
import { benjaminiHochberg } from './benjamini-hochberg.js';

/** An example and how much more of it there is inside a region. */
export interface EnrichedExample {
  /** Place of its row, from 0. */
  readonly index: number;
  /** Chance that a feature inside holds more than one outside, ties counted half: the ROC AUC of the row. */
  readonly auc: number;
  /** Two-sided p-value of the rank-sum test. */
  readonly p: number;
  /** False discovery rate over all examples, by {@link benjaminiHochberg}. */
  readonly q: number;
}

/**
 * The examples that are higher inside a region of their features than outside: the genes of a tissue layer, where a row
 * holds a gene's values at all spots. By falling AUC; constant rows are left out.
 *
 * The test is Wilcoxon's rank sum (Mann & Whitney), normal approximation with the correction for ties and without that for
 * continuity: as scipy's `mannwhitneyu(method='asymptotic', use_continuity=False)`. Scanpy's `rank_genes_groups` with
 * `method='wilcoxon', tie_correct=True` orders genes by the same statistic. Rows are read one by one: give a generator, and
 * no matrix need be dense. Values should be comparable from feature to feature: counts divided by the spot's total.
 *
 * @param rows one row an example, `inside.length` values each.
 * @param inside which features belong to the region; values where it is null are passed over.
 * @throws if a row has another length or holds NaN, or if nothing is inside or nothing outside.
 */
export function enrichedExamples(
  rows: Iterable<ArrayLike<number>>,
  inside: ArrayLike<boolean | null>,
): EnrichedExample[] {
  const used = Array.from(inside, (_, i) => i).filter((i) => inside[i] !== null);
  const n = used.filter((i) => inside[i]).length;
  const m = used.length - n;
  if (n === 0 || m === 0) {
    throw new Error(
      `enrichedExamples: expected features inside and outside; got ${n} inside and ${m} outside.`,
    );
  }
  const tested: Omit<EnrichedExample, 'q'>[] = [];
  let index = 0;
  for (const row of rows) {
    if (row.length !== inside.length) {
      throw new Error(`enrichedExamples: row ${index} has ${row.length} values; expected ${inside.length}.`);
    }
    const values = Float64Array.from(used, (i) => row[i]!);
    if (values.some(Number.isNaN)) throw new Error(`enrichedExamples: row ${index} holds NaN.`);
    const { ranks, ties } = midRanks(values);
    const rankSum = ranks.reduce((sum, rank, i) => sum + (inside[used[i]!] ? rank : 0), 0);
    const u = rankSum - (n * (n + 1)) / 2;
    const all = n + m;
    const deviation = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))));
    if (deviation > 0) {
      const z = Math.abs(u - (n * m) / 2) / deviation;
      tested.push({ index, auc: u / (n * m), p: normalTails(z) });
    }
    index++;
  }
  const q = benjaminiHochberg(tested.map((example) => example.p));
  return tested.map((example, i) => ({ ...example, q: q[i]! })).sort((a, b) => b.auc - a.auc);
}

/** Ranks from 1, ties at their mean; and Σ(t³ − t) over groups of t ties. */
function midRanks(values: Float64Array): { ranks: Float64Array; ties: number } {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Float64Array(values.length);
  let ties = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + end + 1) / 2;
    ties += (end - start) ** 3 - (end - start);
    start = end;
  }
  return { ranks, ties };
}

/** The two tails of the standard normal law beyond ±z. */
function normalTails(z: number): number {
  const x = z / Math.SQRT2;
  if (x < 2) return 1 - jstat.erf(x);
  // 1 − erf would be all rounding: erfc(x) = exp(−x²) / √π / (x + (1/2) / (x + (2/2) / (x + (3/2) / (x + …)))).
  let below = x;
  for (let k = 60; k >= 1; k--) below = x + k / 2 / below;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * below);
}
