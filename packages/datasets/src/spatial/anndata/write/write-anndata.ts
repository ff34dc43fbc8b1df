import { checkPath, checkRequiredOptions } from '@csm/base';
import { writeHdf5 } from '@csm/base/hdf5-node';
import { writeAtomically } from '@csm/base/node';
import { ANNDATA_RESULTS } from '../anndata-results.js';
import { planAnnData, type WrittenAnnData } from './plan-anndata.js';

/** Options of {@link writeAnnData}. */
export interface WriteAnnDataOptions extends WrittenAnnData {
  /** The path of the new `.h5ad`. An existing file is replaced at the end. */
  readonly to: string;
}

/**
 * Writes counts of any source as `.h5ad` for scanpy and squidpy, with results as in {@link addToAnnData}. The file
 * has `X`, the `layers` and `raw` of the counts as CSC matrices of float32, `obs` with the columns and labels (as `label`) of the spots (columns with `categories` as
 * pandas' categoricals, all others as numbers, booleans and strings), `var` with
 * `gene_ids`, `obsm['spatial']` (pixels, or x and y if there are no pixels; nothing for cells without positions) and the `arrays` of the spots
 * (those with names as tables), and, if there are pictures,
 * `uns['spatial'][library]` in the form of scanpy's `read_visium`. The file is written atomically: under a temporary
 * name that is renamed at the end.
 *
 * @throws if results have another length than the spots or genes, if a name is taken, and if a column has a value that is not one
 * of its categories.
 * @category Write results
 */
export async function writeAnnData(options: WriteAnnDataOptions): Promise<void> {
  const caller = 'writeAnnData';
  checkRequiredOptions(caller, options, { to: true, counts: true, library: true, ...ANNDATA_RESULTS });
  const { to, ...written } = options;
  checkPath(caller, 'to', to, 'an .h5ad file');
  const { steps } = await planAnnData(caller, written);
  await writeAtomically(to, (temporary) => writeHdf5(caller, temporary, 'w', steps), { createFolder: false });
}
