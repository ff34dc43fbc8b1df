import { join } from 'node:path';
import { File, type Group } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { countsOfMatrix, sparseCounts } from '../../../test/counts-of-matrix.js';
import { writeFrame, writeNumbers } from '../../../test/h5wasm-elements.js';
import { needsSharedData, sharedData, withTemporaryFolder } from '../../../test/test-data.js';
import { openAnnData } from '../../spatial/anndata/anndata-from-path.js';
import { writeAnnData } from '../../spatial/anndata/write/write-anndata.js';
import { cellMatrix } from '../cell-matrix.js';
import { cellsOf } from '../cells-of.js';
import { openCells } from './open-cells.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};

interface Parts {
  readonly data: number[];
  readonly indices: number[];
  readonly indptr: number[];
}

/** Three cells and three genes as CSR. */
async function withFile<T>(parts: Parts, run: (path: string) => Promise<T>): Promise<T> {
  return withTemporaryFolder((folder) => {
    const path = join(folder, 'cells.h5ad');
    const file = new File(path, 'w');
    writeFrame(file, 'obs', ['c0', 'c1', 'c2'], {});
    writeFrame(file, 'var', ['g0', 'g1', 'g2'], {});
    const matrix: Group = file.create_group('X');
    matrix.create_attribute('encoding-type', 'csr_matrix', [], 'S');
    matrix.create_attribute('shape', Int32Array.of(3, 3));
    writeNumbers(matrix, 'data', Float32Array.from(parts.data), [parts.data.length]);
    writeNumbers(matrix, 'indices', Int32Array.from(parts.indices), [parts.indices.length]);
    writeNumbers(matrix, 'indptr', Int32Array.from(parts.indptr), [4]);
    file.close();
    return run(path);
  });
}

async function rowsOf(
  parts: Parts,
  cells: number[],
  onWarning: (message: string) => void = strict.onWarning,
) {
  return withFile(parts, async (path) => {
    const opened = await openCells(path, { onWarning });
    try {
      const { indptr, genes, values } = await opened.rows(cells);
      return { indptr: [...indptr], genes: [...genes], values: [...values] };
    } finally {
      await opened.close();
    }
  });
}

describe('openCells', () => {
  it('sorts the genes of a cell and drops stored zeros, as the reader in memory does', async () => {
    const warnings: string[] = [];
    const parts = { data: [5, 4, 0, 3, 0, 0], indices: [2, 0, 1, 1, 0, 2], indptr: [0, 3, 4, 6] };
    expect(await rowsOf(parts, [0, 1, 2], (text) => warnings.push(text))).toEqual({
      indptr: [0, 2, 3, 3],
      genes: [0, 2, 1],
      values: [4, 5, 3],
    });
    expect(warnings).toEqual([expect.stringContaining('the genes of some cells are not in ascending order')]);
  });

  it('proposes other matrices than the one whose values are not counts', async () => {
    await withTemporaryFolder(async (folder) => {
      const to = join(folder, 'layers.h5ad');
      const layers = { scaled: sparseCounts([[-1, 2]]), halves: sparseCounts([[0.5, 1]]) };
      await writeAnnData({ to, counts: { ...countsOfMatrix([[3, 4]]), layers } });
      const scaled = "; /layers/scaled may be scaled; the counts may be in { layer: 'halves' }.";
      await expect(openAnnData(to, { layer: 'scaled', spatial: false })).rejects.toThrow(scaled);
      await expect(openCells(to, { layer: 'scaled' })).rejects.toThrow(scaled);
      const warnings: string[] = [];
      const onWarning = (text: string) => warnings.push(text);
      await openAnnData(to, { layer: 'halves', spatial: false, onWarning });
      await (await openCells(to, { layer: 'halves', onWarning })).close();
      const halves = expect.stringContaining("log-transformed; the counts may be in { layer: 'scaled' }.");
      expect(warnings).toEqual([halves, halves]);
    });
  });

  it('names the gene and cell of an invalid count, also if other cells are read first', async () => {
    const bad = (data: number[]) => ({ data, indices: [0, 1, 2], indptr: [0, 1, 1, 3] });
    expect((await rowsOf(bad([1, -2, 3]), [0])).values).toEqual([1]);
    await expect(rowsOf(bad([1, -2, 3]), [0, 2])).rejects.toThrow(
      /the count of gene "g1" at spot "c2" must be a finite float32 number of at least 0; got -2; \/X may be scaled/,
    );
    await expect(rowsOf(bad([1, 2, Number.NaN]), [2])).rejects.toThrow('gene "g2" at spot "c2"');
    await expect(rowsOf({ data: [1, 2, 3], indices: [0, 1, 1], indptr: [0, 1, 1, 3] }, [2])).rejects.toThrow(
      'expected one entry per gene and spot; gene "g1" at spot "c2" has a duplicate.',
    );
  });

  it('rejects parts that contradict each other when it opens, and genes that do not exist when it reads', async () => {
    const entries = { data: [1, 2, 3], indices: [0, 1, 3] };
    await expect(rowsOf({ ...entries, indptr: [0, 2, 1, 3] }, [0])).rejects.toThrow('must never fall');
    await expect(rowsOf({ ...entries, indptr: [0, 1, 1, 2] }, [0])).rejects.toThrow('must run from 0 to 3');
    await expect(rowsOf({ ...entries, indptr: [0, 1, 1, 3] }, [2])).rejects.toThrow(
      '/X/indices[2] must be the number of a gene, a whole number from 0 to 2; got 3.',
    );
  });

  it('rejects unknown options, other files and absent ones', async () => {
    await expect(openCells('a.h5ad', { image: false } as never)).rejects.toThrow(
      'openCells: unknown option "image"; valid options: layer',
    );
    await expect(openCells(join(import.meta.dirname, 'absent.h5ad'))).rejects.toThrow(/^openCells: .*absent/);
    await expect(openCells(join(import.meta.dirname, 'open-cells.ts'))).rejects.toThrow(
      'expected an HDF5 file',
    );
  });

  const { skip, why } = needsSharedData('pbmc-cite');
  it.skipIf(skip)(`reads the same real cells as the reader in memory${why}`, async () => {
    const path = join(sharedData, 'pbmc-cite/pbmc_10k_protein_v3_200.h5ad');
    const options = { arrays: ['protein_expression'], ...strict };
    const memory = await openAnnData(path, { ...options, spatial: false });
    const cells = await openCells(path, options);
    expect(cells.spots).toEqual(memory.spots);
    expect(cells.genes).toEqual(memory.genes);
    const wanted = { rows: [199, 0, 17], values: 'log1pCp10k' } as const;
    const [a, b] = [await cellMatrix(cells, wanted), await cellMatrix(cellsOf(memory), wanted)];
    expect(a.data).toEqual(b.data);
    await cells.close();
  });
});
