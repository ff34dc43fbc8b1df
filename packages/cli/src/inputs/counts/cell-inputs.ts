import { type Cells, type CellValues, cellMatrix } from '@csm/datasets';
import type { CountValues, DataOptions } from '../data-options.js';
import type { InputSet } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import { rowsById } from '../sample-rows.js';
import { columnsOfFeatures, featureOrder } from './feature-order.js';

/** The names of `--counts` in `@csm/datasets`. */
const VALUES = {
  raw: 'counts',
  log1p: 'log1p',
  'log1p-cpm': 'log1pCpm',
  'log1p-cp10k': 'log1pCp10k',
} as const;

/** What `--counts` is called in `@csm/datasets`. */
export const cellValues = (counts: CountValues): CellValues => VALUES[counts];

/** Cells or spots as vectors of genes. Only those that are asked for are dense. */
export async function cellInputs(
  path: string,
  cells: Cells,
  encoder: InputsFor,
  options: DataOptions,
): Promise<Omit<InputSet, 'attributes' | 'sources'>> {
  const [width = 0] = encoder.inputShape;
  const wanted = await featureOrder(encoder, options);
  const genes = columnsOfFeatures(path, cells.genes, wanted, width).map((gene) => cells.genes[gene] ?? '');
  const { names: ids } = cells.spots;
  const rows = rowsById(path, ids);
  const values = cellValues(options.counts ?? 'raw');
  return {
    kind: 'cells',
    ids,
    shape: encoder.inputShape,
    features: genes,
    tables: cells,
    read: (some, first) => cellMatrix(cells, { rows: rows(some, first), genes, values }),
  };
}
