import {
  checkCount,
  checkOptions,
  checkPositive,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  type Progress,
} from '@csm/base';
import { numberedBatches } from './batch-numbers.js';
import type { CellRows, Cells } from './cells.js';
import { checkCells } from './check-cells.js';
import { medianRanks } from './median-ranks.js';
import { residualVariances } from './residual-variances.js';

/** Options of {@link highlyVariableGenes}. */
export interface HighlyVariableGenesOptions {
  /** The number of genes. Default: 2,000, or all genes with counts if there are fewer. */
  readonly count?: number | undefined;
  /** `[cells]`: the batch of each cell. Genes are ranked in each batch; see {@link highlyVariableGenes}. Default: one batch. */
  readonly batch?: ArrayLike<string | number | boolean | null> | undefined;
  /** The θ of the negative binomial, whose variance is μ + μ² / θ. Default 100. */
  readonly theta?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of cells that are read; all cells are read twice. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Called with a message if the counts are not whole numbers. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Genes whose counts vary more than their mean explains. */
export interface HighlyVariableGenes {
  /** The names of the genes, the most variable first. */
  readonly genes: readonly string[];
  /** Their indices in the genes of the data, in the same order. */
  readonly indices: Uint32Array;
  /** `[genes of the data]`: the variance of the residuals of each gene, the mean over batches. */
  readonly residualVariances: Float64Array;
  /** `[genes of the data]`: in how many batches the gene was among the `count` most variable. */
  readonly batchCounts: Uint32Array;
}

/**
 * Finds the genes that vary most among cells, for an encoder over genes, by the variance of analytic Pearson residuals:
 *
 * r = (x − μ) / √(μ + μ² / θ), clipped to ±√n, with μ = t · g / T for a cell with the total t, a gene with the total g, and T counts in
 * all; n cells (Lause, Berens & Kobak 2021, Genome Biology 22:258).
 *
 * With batches, everything is computed in each batch. Genes are ordered by the number of batches in which they are among the `count` most variable,
 * then by their median rank in these, as by scanpy's `experimental.pp.highly_variable_genes(flavor='pearson_residuals')`. One
 * difference: scanpy clips all batches by the size of the first.
 *
 * `cells` must hold raw counts. They are read twice, in blocks. Memory: 24 bytes per gene and batch, and one block.
 *
 * @throws if there are fewer genes with counts than `count`, and if a batch has a single cell.
 *
 * @example
 * const { genes } = await highlyVariableGenes(cells, { count: 2000, batch: cells.spots.columns.donor });
 * const inputs = await cellMatrix(cells, { genes });
 * @category Cells
 */
export async function highlyVariableGenes(
  cells: Cells,
  options: HighlyVariableGenesOptions = {},
): Promise<HighlyVariableGenes> {
  checkOptions('highlyVariableGenes', options, {
    count: true,
    batch: true,
    theta: true,
    signal: true,
    onProgress: true,
    onWarning: true,
  });
  checkCells('highlyVariableGenes', cells);
  checkWatchers('highlyVariableGenes', options);
  const { count, theta = 100, onWarning = console.warn } = options;
  if (count !== undefined) checkCount('highlyVariableGenes', 'count', count, { max: cells.genes.length });
  checkPositive('highlyVariableGenes', 'theta', theta);
  const batchOf = batchesOfCells(cells, options.batch);
  const found = await residualVariances(blocksOf(cells, options), {
    geneCount: cells.genes.length,
    batchOf,
    theta,
  });
  if (!found.isWhole) {
    onWarning(
      'highlyVariableGenes: expected raw counts; some values are not whole numbers; read them from a layer or raw.',
    );
  }
  const expressed = found.mean.reduce((sum, variance) => sum + (variance > 0 ? 1 : 0), 0);
  if (count !== undefined && count > expressed) {
    throw invalidArgument(
      `highlyVariableGenes: count must be at most ${expressed}, the number of genes whose counts vary; got ${count}.`,
    );
  }
  const { order, batchCounts } = medianRanks(found.variances, count ?? Math.min(2000, expressed));
  return {
    genes: Array.from(order, (gene) => cells.genes[gene]!),
    indices: order,
    residualVariances: found.mean,
    batchCounts,
  };
}

function batchesOfCells(cells: Cells, batch: HighlyVariableGenesOptions['batch']): Uint32Array {
  const count = cells.spots.names.length;
  if (batch === undefined) return new Uint32Array(count);
  const { numbers, names } = numberedBatches('highlyVariableGenes', 'batch', batch);
  if (numbers.length !== count) {
    throw invalidArgument(
      `highlyVariableGenes: batch must have one value per cell of the data, ${count}; got ${numbers.length}.`,
    );
  }
  const sizes = new Uint32Array(names.length);
  for (const number of numbers) sizes[number]!++;
  const single = sizes.indexOf(1);
  if (single < 0) return numbers;
  throw invalidArgument(
    `highlyVariableGenes: expected at least two cells in each batch; "${names[single]}" has one; leave it out.`,
  );
}

/** The number of cells that are read at once. */
const BLOCK = 512;

/** Reads all cells in blocks. Each call reads them again; progress counts the cells of both. */
function blocksOf(
  cells: Cells,
  { signal, onProgress = () => {} }: HighlyVariableGenesOptions,
): () => AsyncGenerator<{ readonly start: number; readonly rows: CellRows }> {
  const count = cells.spots.names.length;
  const yieldIfDue = eventLoopYielder();
  let done = 0;
  return async function* () {
    for (let start = 0; start < count; start += BLOCK) {
      signal?.throwIfAborted();
      const size = Math.min(BLOCK, count - start);
      const rows = await cells.rows(
        Uint32Array.from({ length: size }, (_, i) => start + i),
        { signal },
      );
      yield { start, rows };
      done += size;
      onProgress({ done, total: 2 * count });
      await yieldIfDue();
    }
  };
}
