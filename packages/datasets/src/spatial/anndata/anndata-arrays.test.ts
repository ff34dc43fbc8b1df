import { join } from 'node:path';
import { File } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { writeFrame, writeMapping, writeNumbers, writeStrings } from '../../../test/h5wasm-elements.js';
import { needsSharedData, sharedData, withTemporaryFolder } from '../../../test/test-data.js';
import { selectSpots } from '../select-spots.js';
import { openAnnData } from './anndata-from-path.js';

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};
const cells = ['c0', 'c1', 'c2'];
const proteins = ['CD3', 'CD14'];

/** Three cells with counts of two proteins as an array, as a table, and as a table with a column of texts. */
function writeCells(path: string, names: readonly string[] = proteins) {
  const file = new File(path, 'w');
  writeFrame(file, 'obs', cells, {});
  writeFrame(file, 'var', ['g0', 'g1'], {});
  writeNumbers(file, 'X', new Float32Array(6).fill(1), [3, 2]);
  const obsm = writeMapping(file, 'obsm');
  writeNumbers(obsm, 'protein_expression', Int32Array.of(1, 2, 3, 4, 5, 6), [3, 2]);
  writeNumbers(obsm, 'X_pca', Float32Array.of(0.5, -1.5, 2.5), [3, 1]);
  writeNumbers(obsm, 'short', Float32Array.of(0.5, -1.5), [2, 1]);
  writeFrame(obsm, 'table', cells, { CD8a: Float64Array.of(7, 8, 9), CD19: Float64Array.of(0, 1, 0) });
  writeFrame(obsm, 'texts', cells, { CD8a: Float64Array.of(7, 8, 9), type: ['a', 'b', 'c'] });
  const uns = writeMapping(file, 'uns');
  writeStrings(uns, 'protein_names', [...names]);
  file.close();
}

async function withCells<T>(run: (path: string) => Promise<T>, names?: readonly string[]): Promise<T> {
  return withTemporaryFolder((folder) => {
    const path = join(folder, 'cells.h5ad');
    writeCells(path, names);
    return run(path);
  });
}

describe('openAnnData({ arrays })', () => {
  it('reads arrays and tables of obsm with the names of their columns', async () => {
    await withCells(async (path) => {
      const arrays = ['protein_expression', 'table', 'X_pca'];
      const { spots } = await openAnnData(path, { spatial: false, arrays, ...strict });
      expect(Object.keys(spots.arrays!)).toEqual(arrays);
      const { protein_expression, table, X_pca } = spots.arrays!;
      expect(protein_expression!.names).toEqual(proteins);
      expect(protein_expression!.values.shape).toEqual([3, 2]);
      expect([...protein_expression!.values.data]).toEqual([1, 2, 3, 4, 5, 6]);
      expect(table!.names).toEqual(['CD8a', 'CD19']);
      expect([...table!.values.data]).toEqual([7, 0, 8, 1, 9, 0]);
      expect(X_pca!.names).toBeUndefined();
      expect([...X_pca!.values.data]).toEqual([0.5, -1.5, 2.5]);
      expect((await openAnnData(path, { spatial: false, ...strict })).spots.arrays).toBeUndefined();
    });
  });

  it('leaves names out that are not as many as the columns, with a warning', async () => {
    await withCells(
      async (path) => {
        const warnings: string[] = [];
        const onWarning = (message: string) => void warnings.push(message);
        const arrays = ['protein_expression'];
        const { spots } = await openAnnData(path, { spatial: false, arrays, onWarning });
        expect(spots.arrays!.protein_expression!.names).toBeUndefined();
        expect(warnings).toEqual([
          `openAnnData: ${path}: expected 2 names in uns['protein_names'], one per column of obsm['protein_expression']; got 1; they are left out.`,
        ]);
      },
      ['CD3'],
    );
  });

  it('rejects what is not an array of numbers with one row per cell', async () => {
    await withCells(async (path) => {
      const open = (key: string) => openAnnData(path, { spatial: false, arrays: [key], ...strict });
      await expect(open('protein')).rejects.toThrow(
        `expected an array or a table obsm['protein']; valid keys of obsm: X_pca, protein_expression, short, table, texts.`,
      );
      await expect(open('short')).rejects.toThrow(
        `expected obsm['short'] with numbers of shape [3, columns]; it holds floats of shape [2, 1].`,
      );
      await expect(open('texts')).rejects.toThrow(
        `expected 3 numbers in column "type" of /obsm/texts; it holds texts or truth values.`,
      );
      await expect(openAnnData(path, { arrays: 'X_pca' as never })).rejects.toThrow(
        'arrays must be a list of names in the file',
      );
    });
  });

  it('selectSpots selects the rows of arrays', async () => {
    await withCells(async (path) => {
      const all = await openAnnData(path, { spatial: false, arrays: ['protein_expression'], ...strict });
      const { spots } = selectSpots(all, [2, 0]);
      expect([...spots.arrays!.protein_expression!.values.data]).toEqual([5, 6, 1, 2]);
      expect(spots.arrays!.protein_expression!.names).toEqual(proteins);
    });
  });

  const { skip, why } = needsSharedData('pbmc-cite');
  it.skipIf(skip)(`reads the surface proteins of real cells${why}`, async () => {
    const path = join(sharedData, 'pbmc-cite/pbmc_10k_protein_v3_200.h5ad');
    const arrays = ['protein_expression'];
    const { spots } = await openAnnData(path, { spatial: false, arrays, ...strict });
    const { names, values } = spots.arrays!.protein_expression!;
    expect(values.shape).toEqual([200, 14]);
    expect(names).toContain('CD14_TotalSeqB');
    // The numbers are those that Python's anndata reads. The cells with much CD14 are monocytes, so none of them is a T cell (CD3).
    const column = (name: string) =>
      Array.from(spots.names, (_, cell) => values.get(cell, names!.indexOf(name)));
    const [cd14, cd3] = [column('CD14_TotalSeqB'), column('CD3_TotalSeqB')];
    expect(cd14.reduce((sum, count) => sum + count, 0)).toBe(74_986);
    expect(cd3.reduce((sum, count) => sum + count, 0)).toBe(254_762);
    expect(cd14.filter((count) => count > 512)).toHaveLength(50);
    expect(cd14.filter((count, cell) => count > 512 && cd3[cell]! > 1000)).toHaveLength(0);
  });
});
