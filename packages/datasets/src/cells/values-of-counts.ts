import { invalidArgument } from '@csm/base';
import { spotTotals } from '../spatial/gene-counts.js';
import type { SpatialCounts } from '../spatial/spatial-counts.js';
import { type CellValues, SCALED_TOTALS } from './cell-batches-types.js';

/** The values of the entries of one gene, in their order. @throws if a count is negative or not finite. */
export type ValuesOfGene = (gene: number) => Float64Array;

/** Returns the values of sparse counts, gene by gene. The value of a count of 0 is 0 for all {@link CellValues}. */
export function valuesOfCounts(caller: string, counts: SpatialCounts, values: CellValues): ValuesOfGene {
  const { indptr, spots, values: numbers } = counts.counts;
  const scaledTotal = SCALED_TOTALS[values];
  const totals = scaledTotal === undefined ? undefined : spotTotals(counts);
  return (gene) => {
    const [start, end] = [indptr[gene]!, indptr[gene + 1]!];
    const result = new Float64Array(end - start);
    for (let at = start; at < end; at++) {
      const count = numbers[at]!;
      if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) {
        throw invalidArgument(
          `${caller}: counts must be finite and at least 0; gene "${counts.genes[gene]}" is ${count} in cell ${spots[at]}; ` +
            'pass counts, or values that are not centred.',
        );
      }
      result[at - start] = valueFor(count, totals?.[spots[at]!]);
    }
    return result;
  };

  function valueFor(count: number, total: number | undefined): number {
    if (values === 'counts') return count;
    if (scaledTotal === undefined || total === undefined) return Math.log1p(count);
    return Math.log1p((scaledTotal * count) / total);
  }
}
