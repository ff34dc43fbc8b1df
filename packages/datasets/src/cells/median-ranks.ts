import { median } from './median.js';

/** Genes in an order that takes all batches into account. */
export interface MedianRanks {
  /** The `count` first genes. */
  readonly order: Uint32Array;
  /** `[genes]`: in how many batches the gene is among the `count` with the largest variance. */
  readonly batchCounts: Uint32Array;
}

/**
 * Orders genes by the number of batches in which they are among the `count` with the largest variance, then by their median
 * rank in these batches, then by their place in the data.
 *
 * @param variances per batch, `[genes]`.
 */
export function medianRanks(variances: readonly Float64Array[], count: number): MedianRanks {
  const geneCount = variances[0]?.length ?? 0;
  const ranksOf: number[][] = Array.from({ length: geneCount }, () => []);
  for (const values of variances) {
    const order = Uint32Array.from(values.keys()).sort((a, b) => values[b]! - values[a]! || a - b);
    for (const [rank, gene] of order.subarray(0, count).entries()) ranksOf[gene]!.push(rank);
  }
  const medians = ranksOf.map(median);
  const batchCounts = Uint32Array.from(ranksOf, (ranks) => ranks.length);
  const order = Uint32Array.from(ranksOf.keys())
    .filter((gene) => batchCounts[gene]! > 0)
    .sort((a, b) => batchCounts[b]! - batchCounts[a]! || medians[a]! - medians[b]! || a - b);
  return { order: order.slice(0, count), batchCounts };
}
