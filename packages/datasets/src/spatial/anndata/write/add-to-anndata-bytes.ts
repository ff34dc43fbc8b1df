import { checkRequiredOptions, invalidArgument } from '@csm/base';
import { checkFileBytes, type FileBytes, hdf5FromBytes, writeHdf5Bytes } from '@csm/base/hdf5';
import { ANNDATA_RESULTS } from '../anndata-results.js';
import { type AddedResults, checkAdded, planAdditions } from './plan-additions.js';

/** Options of {@link addToAnnDataBytes}. */
export interface AddToAnnDataBytesOptions extends AddedResults {
  /** The `.h5ad` to copy, of at most 1 GiB: in memory, or a File that the user chose. It is not changed. */
  readonly from: FileBytes;
  /** The name of the file in messages. Default: the name of a File, else `the h5ad`. */
  readonly name?: string | undefined;
}

/** The copy is in memory, twice while it is made. */
const MOST_BYTES = 2 ** 30;

/**
 * Makes the bytes of an `.h5ad` with results, for a page to offer as a download; otherwise the same as `addToAnnData` of
 * `@csm/datasets/node`. The copy is made in the memory of a worker; nothing leaves the page.
 *
 * @returns the bytes, which the caller owns.
 * @throws as `addToAnnData`, and if the file is larger than 1 GiB.
 *
 * @example
 * const tissue = await readAnnData(file);
 * const bytes = await addToAnnDataBytes({ from: file, counts: tissue, obs: { penk_map: map } });
 * link.href = URL.createObjectURL(new Blob([bytes]));
 * @category Write results
 */
export async function addToAnnDataBytes(options: AddToAnnDataBytesOptions): Promise<Uint8Array> {
  const caller = 'addToAnnDataBytes';
  checkRequiredOptions(caller, options, { from: true, name: true, counts: true, ...ANNDATA_RESULTS });
  const { from, name: given, ...added } = options;
  checkFileBytes(caller, from);
  checkAdded(caller, added);
  const name = given ?? (from instanceof File ? from.name : 'the h5ad');
  const bytes = from instanceof Blob ? from.size : from.byteLength;
  if (bytes > MOST_BYTES) {
    throw invalidArgument(
      `${caller}: from may have at most 1 GiB; ${name} has ${(bytes / 2 ** 30).toFixed(1)} GiB; use addToAnnData of @csm/datasets/node.`,
    );
  }
  const { steps } = await planAdditions(caller, hdf5FromBytes(from, name), added);
  return writeHdf5Bytes(caller, name, from, steps);
}
