import { typeName } from '../../checks/type-name.js';
import { hdf5FromBytes } from '../../hdf5/hdf5-bytes.js';
import type { SpatialCounts } from '../spatial-counts.js';
import { type ReadAnnDataOptions, readAnnDataSource } from './read-anndata.js';

/**
 * Reads AnnData from memory or from a File that the user chose; nothing leaves the page. As `openAnnData` of
 * `@csm/datasets/node` in every other way, but that the whole file is in memory: up to 2 GB.
 * `name` is what messages call it, 'the h5ad' by default.
 *
 * @example
 * const tissue = await readAnnData(fileInput.files[0], { labels: 'cluster' });
 */
export async function readAnnData(
  source: Uint8Array | ArrayBuffer | Blob,
  options: ReadAnnDataOptions & { readonly name?: string } = {},
): Promise<SpatialCounts> {
  options.signal?.throwIfAborted();
  const name = options.name ?? (source instanceof File ? source.name : 'the h5ad');
  return readAnnDataSource('readAnnData', hdf5FromBytes(await bytesOf(source), name), options);
}

async function bytesOf(source: Uint8Array | ArrayBuffer | Blob): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  throw new TypeError(
    `readAnnData: expected a Uint8Array, an ArrayBuffer or a File; got ${typeName(source)}`,
  );
}
