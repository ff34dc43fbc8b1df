import { invalidFile, type Likeness } from '@csm/base';
import type { Hdf5File } from '@csm/base/hdf5';

/** A format of counts, by the names in the root of its file. */
interface HdfFormat extends Likeness {
  /** Members that only this format has together. */
  readonly root: readonly string[];
}

const FORMATS: Readonly<Record<'AnnData' | '10x' | 'other', readonly HdfFormat[]>> = {
  AnnData: [
    {
      root: ['X', 'obs', 'var'],
      what: 'an .h5ad file of anndata',
      remedy: 'read it with openAnnData (readAnnData in a browser)',
    },
  ],
  '10x': [
    {
      root: ['matrix'],
      what: 'a feature-barcode matrix of 10x Genomics',
      remedy:
        'read it with open10x (read10x in a browser), or its folder with openVisium if the spots have positions',
    },
  ],
  other: [
    {
      root: ['matrix', 'row_attrs', 'col_attrs'],
      what: 'a Loom file, which is not supported',
      remedy: 'convert it in Python: scanpy.read_loom("a.loom").write_h5ad("a.h5ad")',
    },
    {
      root: ['assays', 'meta.data'],
      what: 'an .h5Seurat file, which is not supported',
      remedy: 'convert it in R: SeuratDisk::Convert("a.h5Seurat", dest = "h5ad")',
    },
    {
      root: ['mod', 'obs'],
      what: 'an .h5mu file of MuData, which is not supported',
      remedy: 'save one modality in Python: mudata.read_h5mu("a.h5mu").mod["rna"].write_h5ad("a.h5ad")',
    },
    {
      root: ['barcode_idx', 'feature_idx'],
      what: 'the molecule information of Cell Ranger, which has no matrix',
      remedy: 'use filtered_feature_bc_matrix.h5 of the same run',
    },
    {
      root: ['feature_slices'],
      what: 'the feature slices of Visium HD, which are not supported',
      remedy: 'use a folder of binned_outputs of the same run',
    },
  ],
};

/**
 * @param expected the format of the reader.
 * @throws if the names in the root of the file are those of another format of counts; the error says how to read or convert it. A file of
 * an unknown format passes: its reader names the part that is missing.
 */
export async function checkHdf5Format(
  where: string,
  file: Hdf5File,
  expected: 'AnnData' | '10x',
): Promise<void> {
  const root = await file.at('/');
  if (root?.kind !== 'group') return;
  const others = [...FORMATS.other, ...FORMATS[expected === 'AnnData' ? '10x' : 'AnnData']];
  const found = others.find((format) => format.root.every((name) => root.keys.includes(name)));
  if (!found) return;
  const wanted = expected === 'AnnData' ? 'an .h5ad file' : 'a feature-barcode matrix of 10x Genomics';
  throw invalidFile(`${where}: expected ${wanted}; this is ${found.what}; ${found.remedy}.`);
}
