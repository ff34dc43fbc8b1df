import type { CellRows } from './cells.js';

/** Variances of analytic Pearson residuals. */
export interface ResidualVariances {
  /** Per batch, `[genes]`. */
  readonly variances: readonly Float64Array[];
  /** `[genes]`: the mean over batches. */
  readonly mean: Float64Array;
  /** Whether all counts are whole numbers. */
  readonly isWhole: boolean;
}

/** Sums over the cells of one batch. */
interface BatchSums {
  cells: number;
  /** The sum of all counts. */
  total: number;
  /** `[genes]`: the sum of the counts, and of the residuals and their squares. */
  readonly counts: Float64Array;
  readonly residuals: Float64Array;
  readonly squares: Float64Array;
}

/**
 * Computes the variance of the residuals of each gene in each batch, from two readings of the rows. Formula: see `highlyVariableGenes`. A cell without counts
 * has residuals of 0.
 */
export async function residualVariances(
  blocks: () => AsyncIterable<{ readonly start: number; readonly rows: CellRows }>,
  { geneCount, batchOf, theta }: { geneCount: number; batchOf: Uint32Array; theta: number },
): Promise<ResidualVariances> {
  const batchCount = batchOf.reduce((most, batch) => Math.max(most, batch), 0) + 1;
  const sums = Array.from({ length: batchCount }, (): BatchSums => {
    const zeros = () => new Float64Array(geneCount);
    return { cells: 0, total: 0, counts: zeros(), residuals: zeros(), squares: zeros() };
  });
  const totals = new Float64Array(batchOf.length);
  let isWhole = true;
  for await (const { start, rows } of blocks()) {
    for (let row = 0; row + 1 < rows.indptr.length; row++) {
      const batch = sums[batchOf[start + row]!]!;
      batch.cells++;
      for (let at = rows.indptr[row]!; at < rows.indptr[row + 1]!; at++) {
        const value = rows.values[at]!;
        isWhole &&= Number.isInteger(value);
        batch.counts[rows.genes[at]!]! += value;
        totals[start + row]! += value;
      }
      batch.total += totals[start + row]!;
    }
  }
  for await (const { start, rows } of blocks()) {
    for (let row = 0; row + 1 < rows.indptr.length; row++) {
      const batch = sums[batchOf[start + row]!]!;
      if (totals[start + row]! > 0) addResiduals(batch, rows, row, { total: totals[start + row]!, theta });
    }
  }
  const variances = sums.map(({ cells, residuals, squares }) =>
    squares.map((square, gene) => Math.max(0, square / cells - (residuals[gene]! / cells) ** 2)),
  );
  const mean = variances[0]!.map(
    (_, gene) => variances.reduce((sum, each) => sum + each[gene]!, 0) / batchCount,
  );
  return { variances, mean, isWhole };
}

function addResiduals(
  { cells, total: all, counts, residuals, squares }: BatchSums,
  rows: CellRows,
  row: number,
  { total, theta }: { total: number; theta: number },
): void {
  const limit = Math.sqrt(cells);
  const share = total / all;
  // First as if all counts were 0: most are.
  for (let gene = 0; gene < counts.length; gene++) {
    const mean = share * counts[gene]!;
    const ofZero = Math.max(-limit, -Math.sqrt(mean / (1 + mean / theta)));
    residuals[gene]! += ofZero;
    squares[gene]! += ofZero * ofZero;
  }
  for (let at = rows.indptr[row]!; at < rows.indptr[row + 1]!; at++) {
    const gene = rows.genes[at]!;
    const mean = share * counts[gene]!;
    const ofZero = Math.max(-limit, -Math.sqrt(mean / (1 + mean / theta)));
    const exact = (rows.values[at]! - mean) / Math.sqrt(mean + (mean * mean) / theta);
    const residual = Math.max(-limit, Math.min(limit, exact));
    residuals[gene]! += residual - ofZero;
    squares[gene]! += residual * residual - ofZero * ofZero;
  }
}
