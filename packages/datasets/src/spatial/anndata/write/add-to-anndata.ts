import { chmod, copyFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkPath, checkRequiredOptions, invalidArgument, unreadableFile } from '@csm/base';
import { hdf5FromPath, writeHdf5 } from '@csm/base/hdf5-node';
import { writeAtomically } from '@csm/base/node';
import { ANNDATA_RESULTS } from '../anndata-results.js';
import { type AddedResults, checkAdded, planAdditions } from './plan-additions.js';

/** Options of {@link addToAnnData}. */
export interface AddToAnnDataOptions extends AddedResults {
  /** The path of the `.h5ad` to copy. This file is not changed. */
  readonly from: string;
  /** The path of the copy. An existing file is replaced at the end. */
  readonly to: string;
}

/**
 * Copies an `.h5ad` and adds columns to `obs` and `var`, arrays to `obsm` and `varm` and entries to `uns`, for scanpy and squidpy. Rows
 * are joined by the names of spots and genes, never by position. Spots and genes of the file that the counts lack get NaN,
 * or an empty string. The copy is written atomically: under a temporary name that is
 * renamed at the end. Format: anndata.readthedocs.io, "On-disk format".
 *
 * @throws if a name is taken, if the file lacks a spot or gene, if values have another length than the spots or genes, and
 * if a file cannot be read or written. No file is written in these cases.
 *
 * @example
 * const tissue = await openAnnData('bulb.h5ad');
 * await addToAnnData({ from: 'bulb.h5ad', to: 'bulb-maps.h5ad', counts: tissue, obs: { penk_map: map } });
 * @category Write results
 */
export async function addToAnnData(options: AddToAnnDataOptions): Promise<void> {
  const caller = 'addToAnnData';
  checkRequiredOptions(caller, options, { from: true, to: true, counts: true, ...ANNDATA_RESULTS });
  const { from, to, ...added } = options;
  checkPath(caller, 'from', from, 'an .h5ad file');
  checkPath(caller, 'to', to, 'an .h5ad file');
  checkAdded(caller, added);
  if (resolve(from) === resolve(to)) {
    throw invalidArgument(
      `${caller}: from and to must differ, as the original is never changed; both are ${from}.`,
    );
  }
  const { steps } = await planAdditions(caller, hdf5FromPath(from), added);
  await writeAtomically(
    to,
    async (temporary) => {
      await copyFile(from, temporary).catch((cause: unknown) => {
        throw unreadableFile(`${caller}: ${temporary}`, cause);
      });
      // The copy has the permissions of the original, which may be read-only.
      await chmod(temporary, (await stat(temporary)).mode | 0o200);
      await writeHdf5(caller, temporary, 'a', steps);
    },
    { createFolder: false },
  );
}
