import {
  benjaminiHochberg,
  checkBoolean,
  checkOneOf,
  checkOptions,
  checkWatchers,
  erfc,
  eventLoopYielder,
} from '@csm/base';
import { checkCounts } from '../../spatial/check-counts.js';
import type { SpatialCounts } from '../../spatial/spatial-counts.js';
import { CELL_VALUES } from '../cell-batches-types.js';
import type { CellGroup } from '../groups/cell-group.js';
import { valuesOfCounts } from '../values-of-counts.js';
import { checkGroup } from './check-group.js';
import type {
  DifferentialExpression,
  DifferentialExpressionOptions,
} from './differential-expression-types.js';
import { rankSum } from './rank-sum.js';

/** Keeps the logarithm of a mean of 0 finite, as in scanpy. */
const TINY = 1e-9;

/**
 * Tests which genes differ between two groups of cells: Wilcoxon's rank-sum test, gene by gene, with the numbers of scanpy's
 * `rank_genes_groups(method='wilcoxon')` after `normalize_total(target_sum=1e4)` and `log1p`.
 *
 * With n cells with the concept and m without, and R the sum of the ranks of the n cells among all N = n + m:
 * z = (R − n (N + 1) / 2) / √(n m (N + 1) / 12), p = erfc(|z| / √2), q by Benjamini and Hochberg over all genes, and
 * logFoldChange = log2((e^{m₊} − 1 + 1e-9) / (e^{m₋} − 1 + 1e-9)) with m₊ and m₋ the means of the values; with `values: 'counts'`, of
 * the means themselves.
 *
 * It asks the counts, not an encoder: compare a gene ranking with it. It takes cells as independent, so cells of few donors, or labels
 * from clusters of the same counts, give p-values that are far too small. Counts are never made dense.
 *
 * Sources: Wilcoxon 1945 (doi 10.2307/3001968); Wolf et al. 2018 (doi 10.1186/s13059-017-1382-0) for scanpy.
 *
 * @throws if the group is not of these counts, or a count is negative.
 *
 * @example
 * const test = await differentialExpression(counts, group);
 * @category Groups of cells
 */
export async function differentialExpression(
  counts: SpatialCounts,
  group: CellGroup,
  options: DifferentialExpressionOptions = {},
): Promise<DifferentialExpression> {
  const caller = 'differentialExpression';
  checkOptions<DifferentialExpressionOptions>(caller, options, {
    values: true,
    tieCorrect: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options);
  const { values = 'log1pCp10k', tieCorrect = false, signal, onProgress = () => {} } = options;
  checkOneOf(caller, 'values', values, CELL_VALUES);
  checkBoolean(caller, 'tieCorrect', tieCorrect);
  checkCounts(caller, counts);
  checkGroup(caller, group, counts.spots.names.length);
  signal?.throwIfAborted();
  const [n, m] = [group.positives.length, group.negatives.length];
  const sides = sidesOf(group, counts.spots.names.length);
  const valuesOf = valuesOfCounts(caller, counts, values);
  const total = counts.genes.length;
  const numbers = () => new Float64Array(total);
  const [z, logFoldChange, positiveShare, negativeShare] = [numbers(), numbers(), numbers(), numbers()];
  const pause = eventLoopYielder();
  for (let gene = 0; gene < total; gene++) {
    const [first, second] = bySide(gene);
    z[gene] = rankSum(first, second, n, m, tieCorrect);
    logFoldChange[gene] = Math.log2((level(first, n) + TINY) / (level(second, m) + TINY));
    positiveShare[gene] = first.length / n;
    negativeShare[gene] = second.length / m;
    onProgress({ done: gene + 1, total });
    await pause();
    signal?.throwIfAborted();
  }
  const p = z.map((value) => erfc(Math.abs(value) / Math.SQRT2));
  const q = benjaminiHochberg(p);
  return { concept: group.name, genes: counts.genes, z, p, q, logFoldChange, positiveShare, negativeShare };

  /** The values above 0 of one gene, sorted, of the cells with and without the concept. */
  function bySide(gene: number): [Float64Array, Float64Array] {
    const own = valuesOf(gene);
    const start = counts.counts.indptr[gene]!;
    const ofSide = (side: number) =>
      own.filter((value, at) => value > 0 && sides[counts.counts.spots[start + at]!] === side).sort();
    return [ofSide(1), ofSide(2)];
  }

  function level(found: Float64Array, cells: number): number {
    const mean = found.reduce((sum, value) => sum + value, 0) / cells;
    return values === 'counts' ? mean : Math.expm1(mean);
  }
}

/** `[cells]`: 1 for cells with the concept, 2 for those without, 0 for neither. */
function sidesOf({ positives, negatives }: CellGroup, count: number): Uint8Array {
  const sides = new Uint8Array(count);
  for (const cell of positives) sides[cell] = 1;
  for (const cell of negatives) sides[cell] = 2;
  return sides;
}
