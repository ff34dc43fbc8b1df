import type { Likeness } from '@csm/base';

/** Formats of counts that are not HDF5, by the end of the name. */
const BY_NAME: readonly (Likeness & { readonly name: RegExp })[] = [
  {
    name: /\.(rds|rdata|rda|qs)$/i,
    what: 'a file of R, which is not supported',
    remedy:
      'convert it in R: zellkonverter::writeH5AD(object, "a.h5ad"), with object <- Seurat::as.SingleCellExperiment(object) if it is of Seurat',
  },
  {
    name: /\.zarr(\.zip)?$/i,
    what: 'a Zarr store, which is not supported',
    remedy: 'convert it in Python: anndata.read_zarr("a.zarr").write_h5ad("a.h5ad")',
  },
  {
    name: /\.cloupe$/i,
    what: 'a file of Loupe Browser, which is not supported',
    remedy: 'use filtered_feature_bc_matrix.h5 of the same run',
  },
  {
    name: /\.(tar|tgz|tar\.gz)$/i,
    what: 'an archive',
    remedy: 'unpack it first: tar -xf',
  },
];

/** Recognises a file or folder of counts that no reader supports, by its name. */
export function foreignFile(path: string): Likeness | undefined {
  const name = path.replace(/[/\\]+$/, '');
  return BY_NAME.find((format) => format.name.test(name));
}
