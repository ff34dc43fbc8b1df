import { checkRequiredOptions } from '@csm/base';
import { writeHdf5Bytes } from '@csm/base/hdf5';
import { ANNDATA_RESULTS } from '../anndata-results.js';
import { planAnnData, type WrittenAnnData } from './plan-anndata.js';

/** Options of {@link writeAnnDataBytes}. */
export interface WriteAnnDataBytesOptions extends WrittenAnnData {}

/**
 * Makes the bytes of an `.h5ad` for a page to offer as a download; otherwise the same as `writeAnnData` of `@csm/datasets/node`. The
 * file is made in the memory of a worker.
 *
 * @returns the bytes, which the caller owns.
 * @throws as `writeAnnData`.
 *
 * @example
 * const bytes = await writeAnnDataBytes({ counts: tissue, obs: { penk_map: map } });
 * link.href = URL.createObjectURL(new Blob([bytes]));
 * @category Write results
 */
export async function writeAnnDataBytes(options: WriteAnnDataBytesOptions): Promise<Uint8Array> {
  const caller = 'writeAnnDataBytes';
  checkRequiredOptions(caller, options, { counts: true, library: true, ...ANNDATA_RESULTS });
  const { steps } = await planAnnData(caller, options);
  return writeHdf5Bytes(caller, 'the new file', undefined, steps);
}
