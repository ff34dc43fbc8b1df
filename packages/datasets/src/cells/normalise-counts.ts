import { checkBoolean, checkOptionalFunction, checkOptions, checkPositive } from '@csm/base';
import { checkCounts } from '../spatial/check-counts.js';
import { spotTotals } from '../spatial/gene-counts.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';
import { median } from './median.js';

/** Options of {@link normaliseCounts}. */
export interface NormaliseCountsOptions {
  /** The total of each cell or spot after scaling; `'median'`: the median of the totals above 0. Default 10,000. */
  readonly total?: number | 'median' | undefined;
  /** Whether ln(1 + x) is taken of the scaled counts. Default true. */
  readonly log1p?: boolean | undefined;
  /** Called with a message if the counts are not whole numbers. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/**
 * Scales the counts of each cell or spot to the same total T, and takes logarithms: ln(1 + T · x / t) for a count x of a cell
 * with the total t over all genes. A cell without counts keeps zeros.
 *
 * The same as scanpy's `normalize_total(target_sum=1e4)` followed by `log1p`; scanpy's default T is `'median'`. The argument is not changed;
 * the result shares its tables. Its values are no longer counts, so models with a likelihood of counts need the original.
 *
 * @throws if `total` is not a number above 0 or `'median'`.
 *
 * @example
 * const normalised = normaliseCounts(tissue, { total: 'median' });
 * @category Cells
 */
export function normaliseCounts(counts: SpatialCounts, options: NormaliseCountsOptions = {}): SpatialCounts {
  checkOptions('normaliseCounts', options, { total: true, log1p: true, onWarning: true });
  checkCounts('normaliseCounts', counts);
  const { total = 1e4, log1p = true, onWarning = console.warn } = options;
  if (total !== 'median') checkPositive('normaliseCounts', 'total', total);
  checkBoolean('normaliseCounts', 'log1p', log1p);
  checkOptionalFunction('normaliseCounts', 'onWarning', onWarning);
  const { indptr, spots, values } = counts.counts;
  if (values.some((value) => !Number.isInteger(value))) {
    onWarning(
      'normaliseCounts: expected counts; some values are not whole numbers; if they are normalised already, use them as they are.',
    );
  }
  const totals = spotTotals(counts);
  const scaledTotal = total === 'median' ? median(totals.filter((each) => each > 0)) || 1 : total;
  const scaled = values.map((value, at) => {
    const share = (scaledTotal * value) / totals[spots[at]!]!;
    return log1p ? Math.log1p(share) : share;
  });
  return { ...counts, counts: { indptr, spots, values: scaled } };
}
