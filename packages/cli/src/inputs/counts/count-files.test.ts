import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { python, runPython, withoutPython } from '../../../../datasets/test/run-python.js';
import { barcodes, geneNames, matrix, writeVisium } from '../../../../datasets/test/spatial-files.js';
import { silentRun } from '../../../test/silent-run.js';
import type { DataOptions } from '../data-options.js';
import { openInputs } from '../open-inputs.js';

const folder = mkdtempSync(join(tmpdir(), 'csm-formats-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (...parts: string[]) => join(folder, ...parts);

const open = (path: string, size: number, options: DataOptions = {}) =>
  openInputs(at(path), { inputShape: [size] }, silentRun().run, options);
const failure = (path: string, size: number, options: DataOptions = {}) =>
  open(path, size, options).then(
    () => 'no error',
    (error: Error) => error.message.replaceAll(folder, 'FOLDER'),
  );

describe.skipIf(!python)(`formats of 10x, written by Python${withoutPython}`, () => {
  let expected: {
    readonly barcodes: string[];
    readonly genomes: string[];
    readonly dense: number[][];
    readonly rawDense: number[][];
    readonly shifted: Readonly<Record<number, number[][]>>;
  };
  beforeAll(async () => {
    runPython('write_cell_files.py', folder);
    expected = JSON.parse(await readFile(at('expected.json'), 'utf8'));
  });

  it.each<[path: string, options: DataOptions, genome?: string | undefined, shifted?: number | 'raw']>([
    ['v3.h5', {}],
    ['cite.h5', {}],
    ['v2.h5', {}, 'GRCh38'],
    ['v2-two-genomes.h5', { genome: 'mm10' }, 'mm10'],
    ['mex', {}],
    ['mex/filtered_feature_bc_matrix', {}],
    ['mex2', {}, 'GRCh38'],
    ['mex2/filtered_gene_bc_matrices/GRCh38', {}, 'GRCh38'],
    ['mex2-two-genomes', { genome: 'mm10' }, 'mm10'],
    ['outs', {}],
    ['outs', { raw: true }, undefined, 'raw'],
    ['geo', { sample: 'GSM2_A_2' }, undefined, 1],
    ['geo', { sample: 'GSM2_A' }, undefined, 2],
    ['multi', { sample: 'two' }, undefined, 3],
  ])('%s with %o', async (path, options, genome, shifted = 0) => {
    const genes = [...expected.genomes.keys()].filter(
      (gene) => genome === undefined || expected.genomes[gene] === genome,
    );
    const dense = shifted === 'raw' ? expected.rawDense : expected.shifted[shifted]!;
    const inputs = await open(path, genes.length, options);
    expect(inputs.kind).toBe('cells');
    const some = [inputs.ids[20]!, inputs.ids[3]!];
    if (shifted !== 'raw') expect(inputs.ids).toEqual(expected.barcodes);
    const rows = [20, 3].flatMap((cell) => genes.map((gene) => dense[cell]![gene]!));
    expect([...(await inputs.read(some)).data]).toEqual(rows);
  });

  it.each<[string, DataOptions, RegExp]>([
    [
      'geo',
      {},
      /it has 3 samples: GSM1_A, GSM2_A, GSM2_A_2; pass --sample GSM1_A, or open the folder of one/,
    ],
    ['geo', { sample: 'GSM3' }, /sample "GSM3" in FOLDER\/geo; valid samples: GSM1_A/],
    ['multi', {}, /it has 2 samples: one, two; pass --sample one/],
    ['mex2-two-genomes', {}, /it has GRCh38, mm10; pass --genome GRCh38/],
    ['v2-two-genomes.h5', {}, /the file has GRCh38, mm10; pass --genome GRCh38/],
    ['mex', { raw: true }, /is the filtered matrix; leave out --raw to read it/],
    ['v3.h5', { raw: true }, /--raw chooses a matrix of a folder; this is one file; leave it out/],
    ['mex/filtered_feature_bc_matrix/matrix.mtx.gz', {}, /one of three files; pass their folder/],
    ['v3.h5', { bin: 8 }, /--bin is for bins of Visium HD; FOLDER\/v3\.h5 is counts of 10x/],
    ['cells.h5ad', { sample: 'a' }, /--sample is for a folder of 10x; FOLDER\/cells\.h5ad is an \.h5ad/],
    ['cells.loom', {}, /a Loom file, which is not supported; .*read_loom/],
    ['cells.h5Seurat', {}, /an \.h5Seurat file, which is not supported; .*SeuratDisk/],
    ['cells.h5mu', {}, /MuData, which is not supported; .*mod\["rna"\]/],
    ['cells.rds', {}, /a file of R, which is not supported; .*zellkonverter/],
    ['cells.zarr', {}, /a Zarr store, which is not supported; .*anndata\.read_zarr/],
    ['cells.zarr.zip', {}, /a Zarr store, which is not supported; .*anndata\.read_zarr/],
    ['spatialdata.zarr', {}, /a Zarr store, which is not supported; .*spatialdata\.read_zarr/],
    ['molecule_info.h5', {}, /has no matrix; use filtered_feature_bc_matrix\.h5/],
  ])('refuses %s with %o in one sentence, with the way round', async (path, options, message) => {
    const said = await failure(path, 30, options);
    expect(said).toMatch(message);
    expect(said).toMatch(/^(?!open|read)[^\n]*\.$/);
    expect(said).not.toMatch(/\{ \w+:/);
  });

  it('names a file that has the ending of the other format', async () => {
    await writeFile(at('wrong.h5'), await readFile(at('cells.h5ad')));
    expect(await failure('wrong.h5', 30)).toMatch(/an \.h5ad file of anndata; rename it to end in \.h5ad\.$/);
    await writeFile(at('wrong.h5ad'), await readFile(at('v3.h5')));
    expect(await failure('wrong.h5ad', 30)).toMatch(
      /a feature-barcode matrix of 10x Genomics; rename it to end/,
    );
  });

  it('reads cells on demand until the run ends, which closes the file', async () => {
    const { run, end } = silentRun();
    const inputs = await openInputs(at('cells.h5ad'), { inputShape: [30] }, run);
    expect([...(await inputs.read([expected.barcodes[4]!])).data]).toEqual(expected.dense[4]);
    await end();
    await expect(inputs.read([expected.barcodes[4]!])).rejects.toThrow(/cells\.h5ad is closed/);
  });

  it('says that genes of cells without positions have no pictures', async () => {
    const { run } = silentRun();
    await expect(openInputs(at('v3.h5'), { inputShape: [8, 8, 1] }, run)).rejects.toThrow(
      /v3\.h5: expected spots with positions; these cells have none/,
    );
  });
});

it('reads bins of Visium HD of one size, and one of several slides', async () => {
  const bins = (size: string) => `hd/outs/binned_outputs/square_0${size}um`;
  await writeVisium(at(bins('08')), 'h5');
  await writeVisium(at(bins('16')), 'mtx');
  const size = geneNames.length;
  const row = [...(await (await open('hd', size, { bin: 16 })).read([barcodes[5]!])).data];
  expect(row).toEqual(matrix[5]);
  expect(await failure('hd', size)).toMatch(/it has bins of 8, 16 µm; pass --bin 8/);
  expect(await failure('hd', size, { bin: 4 })).toMatch(/expected bins of 4 µm.*it has bins of 8, 16 µm/);

  await writeVisium(at('slides/left/outs'), 'h5');
  await writeVisium(at('slides/right/outs'), 'mtx');
  const right = await open('slides', size, { sample: 'right' });
  expect([...(await right.read([barcodes[2]!])).data]).toEqual(matrix[2]);
  // The same counts in other files are the same data for run.json.
  const left = await open('slides', size, { sample: 'left' });
  expect(left.sources[0]?.sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(left.sources[0]?.sha256).toBe(right.sources[0]?.sha256);
  expect(await failure('slides', size)).toMatch(/2 samples: left, right; pass --sample left/);
});

it('does not take pictures in folders for counts', async () => {
  for (const name of ['a/x.png', 'b/y.png']) {
    await mkdir(dirname(at('pictures', name)), { recursive: true });
    await writeFile(at('pictures', name), '');
  }
  expect(await failure('pictures', 3)).toMatch(/vectors of 3 numbers/);
});
