import { readdir } from 'node:fs/promises';
import { invalidFile } from '@csm/base';

/** @throws if the path is the folder of a Zarr store, such as those of anndata and SpatialData. */
export async function checkNotZarr(where: string, path: string): Promise<void> {
  const names: string[] = await readdir(path).catch(() => []);
  if (!names.some((name) => ['.zgroup', '.zmetadata', 'zarr.json'].includes(name))) return;
  const isSpatialData = names.includes('tables');
  const read = isSpatialData
    ? 'spatialdata.read_zarr("a.zarr").tables["table"]'
    : 'anndata.read_zarr("a.zarr")';
  throw invalidFile(
    `${where}: expected a file; this is a Zarr store, which is not supported; convert it in Python: ${read}.write_h5ad("a.h5ad").`,
  );
}
