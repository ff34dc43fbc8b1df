import { largest } from '@csm/base';
import { type BatchNumbers, type Cells, highlyVariableGenes } from '@csm/datasets';
import type { CommandRun } from '../terminal/command-run.js';

/** The number of highly variable genes without `--hvg`. */
export const VARIABLE_GENES = 2000;

/** Whether a model has all genes of the data. */
export const hasAllGenes = ({ genes }: Pick<Cells, 'genes'>, hvg: number | 'all' = VARIABLE_GENES): boolean =>
  hvg === 'all' || hvg >= genes.length;

/**
 * The most variable genes, in the order of the data; all genes if {@link hasAllGenes}.
 * @param hvg undefined for 2,000, or fewer if fewer genes have counts.
 */
export async function variableGenes(
  cells: Cells,
  hvg: number | 'all' | undefined,
  batch: BatchNumbers | undefined,
  { signal, warn, progress }: CommandRun,
): Promise<readonly string[]> {
  if (hvg === 'all' || hasAllGenes(cells, hvg)) return cells.genes;
  const { indices } = await highlyVariableGenes(cells, {
    ...{ count: hvg, signal, onWarning: warn, onProgress: progress('variable genes') },
    batch: batch && withoutRare(batch),
  });
  return Array.from(indices.sort(), (gene) => cells.genes[gene] ?? '');
}

/** The batches with which variable genes are found: a cell that is alone in its batch joins the largest one. */
function withoutRare({ numbers, names }: BatchNumbers): Uint32Array {
  const sizes = new Uint32Array(names.length);
  for (const number of numbers) sizes[number] = (sizes[number] ?? 0) + 1;
  const most = sizes.indexOf(largest(sizes));
  return numbers.map((number) => ((sizes[number] ?? 0) > 1 ? number : most));
}
