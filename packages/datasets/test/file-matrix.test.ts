import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCells } from '../src/cells/files/open-cells.js';
import { readAnnData } from '../src/spatial/anndata/anndata-from-bytes.js';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { geneCounts } from '../src/spatial/gene-counts.js';
import type { SpatialCounts } from '../src/spatial/spatial-counts.js';
import type { Read10xOptions } from '../src/spatial/tenx/read-10x-options.js';
import { read10x } from '../src/spatial/tenx/tenx-from-files.js';
import { open10x } from '../src/spatial/tenx/tenx-from-path.js';
import { openVisium } from '../src/spatial/visium/visium-from-folder.js';
import { python, runPython, withoutPython } from './run-python.js';

interface Expected {
  readonly barcodes: string[];
  readonly rawBarcodes: string[];
  readonly ids: string[];
  readonly symbols: string[];
  readonly genomes: string[];
  readonly dense: number[][];
  readonly rawDense: number[][];
  readonly proteinNames: string[];
  readonly proteins: number[][];
  readonly shifted: Record<string, number[][]>;
}

const folder = mkdtempSync(join(tmpdir(), 'csm-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The files of a folder, as a page gets them. */
async function filesIn(path: string): Promise<File[]> {
  const names = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    names.map(async (name) => {
      const file = new File([await readFile(name)], basename(name));
      Object.defineProperty(file, 'webkitRelativePath', { value: `chosen${name.slice(path.length)}` });
      return file;
    }),
  );
}

describe.skipIf(!python)(`formats of cells${withoutPython}`, () => {
  const at = (name: string) => join(folder, name);
  let expected: Expected;
  beforeAll(async () => {
    runPython('write_cell_files.py', folder);
    expected = JSON.parse(await readFile(at('expected.json'), 'utf8'));
  });

  type Part = { readonly genome?: string; readonly raw?: boolean; readonly shifted?: number };
  const expectCells = (cells: SpatialCounts, { genome, raw = false, shifted = 0 }: Part = {}) => {
    const genes = [...expected.genomes.keys()].filter(
      (gene) => genome === undefined || expected.genomes[gene] === genome,
    );
    const counts = raw ? expected.rawDense : expected.shifted[shifted]!;
    expect(cells.spots.names).toEqual(raw ? expected.rawBarcodes : expected.barcodes);
    expect(cells.spots.layout).toBe('none');
    expect(cells.spots.x.every(Number.isNaN)).toBe(true);
    expect(cells.genes).toEqual(genes.map((gene) => expected.symbols[gene]));
    expect(cells.geneIds).toEqual(genes.map((gene) => expected.ids[gene]));
    for (const gene of genes) {
      const read = Array.from(geneCounts(cells, expected.symbols[gene]!));
      expect(read).toEqual(counts.map((row) => row[gene]));
    }
  };

  const cases: readonly [path: string, options: Read10xOptions, part: Part][] = [
    ['v3.h5', {}, {}],
    ['v3.h5', { genome: 'mm10' }, { genome: 'mm10' }],
    ['v2.h5', {}, { genome: 'GRCh38' }],
    ['v2-two-genomes.h5', { genome: 'mm10' }, { genome: 'mm10' }],
    ['mex', {}, {}],
    ['mex/filtered_feature_bc_matrix', {}, {}],
    ['mex2', {}, { genome: 'GRCh38' }],
    ['mex2-two-genomes', { genome: 'mm10' }, { genome: 'mm10' }],
    ['mex2-two-genomes/filtered_gene_bc_matrices/GRCh38', {}, { genome: 'GRCh38' }],
    ['outs', {}, {}],
    ['outs', { raw: true }, { raw: true }],
    ['outs/raw_feature_bc_matrix.h5', {}, { raw: true }],
    ['geo', { sample: 'GSM1_A' }, {}],
    ['geo', { sample: 'GSM2_A_2' }, { shifted: 1 }],
    ['geo', { sample: 'GSM2_A' }, { shifted: 2 }],
    ['multi', { sample: 'two' }, { shifted: 3 }],
    ['multi/per_sample_outs/one', {}, {}],
  ];
  it.each(cases)('open10x and read10x read %s with %o', async (path, options, part) => {
    const strict = {
      ...options,
      onWarning: (message: string) => {
        throw new Error(message);
      },
    };
    const cells = await open10x(at(path), strict);
    expectCells(cells, part);
    const isFile = path.endsWith('.h5');
    const files = isFile ? [new File([await readFile(at(path))], basename(path))] : await filesIn(at(path));
    expect(await read10x(files, strict)).toEqual(cells);
  });

  it('reads the counts of proteins as an array, and says that they are left out', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    expectCells(await open10x(at('cite.h5'), { onWarning }));
    expect(warnings).toEqual([
      `open10x: ${at('cite.h5')}: features that are not genes are left out (4 of 34); read them with { arrays: ['Antibody Capture'] }.`,
    ]);
    const cells = await open10x(at('cite.h5'), { arrays: ['Antibody Capture'], onWarning });
    expectCells(cells);
    expect(warnings).toHaveLength(1);
    const { values, names } = cells.spots.arrays!['Antibody Capture']!;
    expect(names).toEqual(expected.proteinNames);
    expect(values.shape).toEqual([23, 4]);
    expect(Array.from(values.data)).toEqual(expected.proteins.flat());
  });

  it.each<[string, Read10xOptions, string]>([
    [
      'geo',
      {},
      "it has 3 samples: GSM1_A, GSM2_A, GSM2_A_2; pass { sample: 'GSM1_A' }, or open the folder of one sample.",
    ],
    [
      'geo',
      { sample: 'GSM3' },
      'expected the files of sample "GSM3" in FOLDER/geo; valid samples: GSM1_A, GSM2_A, GSM2_A_2.',
    ],
    ['multi', {}, "it has 2 samples: one, two; pass { sample: 'one' }"],
    ['mex', { sample: 'A' }, 'expected the files of sample "A" in FOLDER/mex; '],
    [
      'mex',
      { raw: true },
      'expected raw_feature_bc_matrix.h5 or matrix.mtx.gz in FOLDER/mex; filtered_feature_bc_matrix/matrix.mtx.gz is the filtered matrix; leave out { raw: true } to read it;',
    ],
    [
      'mex',
      { genome: 'GRCh38' },
      'expected a matrix of genome "GRCh38" in FOLDER/mex; there are no valid genomes.',
    ],
    [
      'mex2-two-genomes',
      {},
      "expected the matrix of one genome in FOLDER/mex2-two-genomes; it has GRCh38, mm10; pass { genome: 'GRCh38' }.",
    ],
    [
      'v2-two-genomes.h5',
      {},
      "expected the matrix of one genome; the file has GRCh38, mm10; pass { genome: 'GRCh38' }.",
    ],
    [
      'v2-two-genomes.h5',
      { genome: 'hg19' },
      'expected a matrix of genome "hg19"; valid genomes: GRCh38, mm10.',
    ],
    ['v3.h5', { genome: 'hg19' }, 'expected genes of genome "hg19"; valid genomes: GRCh38, mm10.'],
    ['v3.h5', { arrays: ['Peaks'] }, 'expected features of type "Peaks"; valid types: Gene Expression.'],
    ['v3.h5', { raw: true }, 'raw chooses a matrix of a folder; this is one file; leave out raw.'],
    [
      'mex/filtered_feature_bc_matrix/matrix.mtx.gz',
      {},
      'expected an .h5, or a folder; this is one of three files; pass their folder.',
    ],
  ])('names the choices and what is missing: %s with %o', async (path, options, message) => {
    const error: unknown = await open10x(at(path), options).catch((e) => e);
    expect((error as Error).message.replaceAll(folder, 'FOLDER')).toContain(message);
    expect((error as Error).message).toMatch(/^open10x: [^\n]*\.$/);
  });

  it.each([
    ['cells.h5ad', 'an .h5ad file of anndata; read it with openAnnData (readAnnData in a browser).'],
    [
      'cells.loom',
      'a Loom file, which is not supported; convert it in Python: scanpy.read_loom("a.loom").write_h5ad("a.h5ad").',
    ],
    [
      'cells.h5Seurat',
      'an .h5Seurat file, which is not supported; convert it in R: SeuratDisk::Convert("a.h5Seurat", dest = "h5ad").',
    ],
    [
      'cells.h5mu',
      'an .h5mu file of MuData, which is not supported; save one modality in Python: mudata.read_h5mu("a.h5mu").mod["rna"].write_h5ad("a.h5ad").',
    ],
    [
      'molecule_info.h5',
      'the molecule information of Cell Ranger, which has no matrix; use filtered_feature_bc_matrix.h5 of the same run.',
    ],
    [
      'cells.rds',
      'a file of R, which is not supported; convert it in R: zellkonverter::writeH5AD(object, "a.h5ad"), with object <- Seurat::as.SingleCellExperiment(object) if it is of Seurat.',
    ],
    [
      'cells.zarr',
      'a Zarr store, which is not supported; convert it in Python: anndata.read_zarr("a.zarr").write_h5ad("a.h5ad").',
    ],
    [
      'spatialdata.zarr',
      'a Zarr store, which is not supported; convert it in Python: spatialdata.read_zarr("a.zarr").tables["table"].write_h5ad("a.h5ad").',
    ],
    [
      'cells.zarr.zip',
      'a Zarr store, which is not supported; convert it in Python: anndata.read_zarr("a.zarr").write_h5ad("a.h5ad").',
    ],
  ])('refuses %s in one sentence, with the way round', async (path, message) => {
    const errors: unknown[] = [await open10x(at(path)).catch((e) => e)];
    const other = path === 'cells.h5ad' ? 'v3.h5' : path;
    errors.push(await openAnnData(at(other)).catch((e) => e));
    errors.push(await openCells(at(other)).catch((e) => e));
    if (!path.endsWith('.zarr')) {
      errors.push(await readAnnData(new File([await readFile(at(other))], other)).catch((e) => e));
    }
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'ERR_INVALID_FILE' });
      expect((error as Error).message).toMatch(/^(open10x|openAnnData|openCells|readAnnData): [^\n]*\.$/);
    }
    expect((errors[0] as Error).message).toContain(`this is ${message}`);
    const forAnnData =
      path === 'cells.h5ad'
        ? 'this is a feature-barcode matrix of 10x Genomics; read it with open10x'
        : message;
    for (const error of errors.slice(1)) expect((error as Error).message).toContain(forAnnData);
  });

  it('openVisium says that cells have no positions', async () => {
    await expect(openVisium(at('outs'))).rejects.toThrow(
      /^openVisium: expected spatial\/tissue_positions\.csv, tissue_positions_list\.csv or tissue_positions\.parquet in .*; open10x reads counts without positions; the folder has .*\.$/,
    );
  });
});
