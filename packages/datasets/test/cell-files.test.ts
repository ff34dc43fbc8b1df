import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellMatrix } from '../src/cells/cell-matrix.js';
import type { CellRows } from '../src/cells/cells.js';
import { openCells } from '../src/cells/files/open-cells.js';
import { readCells } from '../src/cells/files/read-cells.js';
import { type HighlyVariableGenes, highlyVariableGenes } from '../src/cells/highly-variable-genes.js';
import { python, runPython, withoutPython } from './run-python.js';
import { needsSharedData, sharedData } from './test-data.js';

interface Expected {
  readonly counts: number[][];
  readonly obs_names: string[];
  readonly batch: string[];
  readonly size: number[];
  readonly genes: string[];
  readonly gene_ids: string[];
  readonly proteins: number[][];
  readonly spatial: number[][];
}

const strict = {
  onWarning: (message: string) => {
    throw new Error(message);
  },
};
const folder = mkdtempSync(join(tmpdir(), 'csm-cells-'));
afterAll(() => rmSync(folder, { recursive: true }));

function dense({ indptr, genes, values }: CellRows, width: number): number[][] {
  return Array.from({ length: indptr.length - 1 }, (_, row) => {
    const found = new Array<number>(width).fill(0);
    for (let at = indptr[row]!; at < indptr[row + 1]!; at++) found[genes[at]!] = values[at]!;
    return found;
  });
}

describe.skipIf(!python)(`cells in files written by anndata${withoutPython}`, () => {
  const files = join(folder, 'files');
  let expected: Expected;
  beforeAll(async () => {
    runPython('write_cells.py', files);
    expected = JSON.parse(await readFile(join(files, 'expected.json'), 'utf8'));
  });

  const forms = [
    ['CSR', 'csr.h5ad', {}],
    ['CSR of 64-bit integers, compressed', 'gzip.h5ad', {}],
    ['CSC', 'csc.h5ad', {}],
    ['dense', 'dense.h5ad', {}],
    ['a layer of 16-bit integers', 'layered.h5ad', { layer: 'counts' }],
  ] as const;
  it.each(forms)('%s: the tables and counts that anndata reads', async (_, file, options) => {
    const arrays = ['protein_expression'];
    const cells = await openCells(join(files, file), { ...options, arrays, ...strict });
    expect(cells.spots.names).toEqual(expected.obs_names);
    expect(cells.spots.columns!.batch).toEqual(expected.batch);
    expect(Array.from(cells.spots.columns!.size as Float64Array)).toEqual(expected.size);
    expect(cells.genes).toEqual(expected.genes);
    expect(cells.geneIds).toEqual(expected.gene_ids);
    const proteins = cells.spots.arrays!.protein_expression!;
    expect(proteins.names).toEqual(['CD3', 'CD14', 'CD19']);
    expect([...proteins.values.data]).toEqual(expected.proteins.flat());
    const all = await cellMatrix(cells);
    expect([...all.data]).toEqual(expected.counts.flat());
    // Any cells in any order, also repeated ones, the last, and one without counts.
    const some = [60, 3, 7, 3, 0, 59];
    const rows = await cells.rows(some);
    expect(dense(rows, 23)).toEqual(some.map((cell) => expected.counts[cell]));
    expect(rows.values.every((value) => value !== 0)).toBe(true);
    for (let row = 0; row < some.length; row++) {
      const genes = rows.genes.subarray(rows.indptr[row], rows.indptr[row + 1]);
      expect(genes).toEqual(genes.slice().sort());
    }
    expect(dense(await cells.rows([]), 23)).toEqual([]);
    await cells.close();
  });

  it('reads raw counts with the genes of raw, and the positions if there are any', async () => {
    const cells = await openCells(join(files, 'layered.h5ad'), { raw: true, ...strict });
    const counts = expected.counts.map((row) => row.toReversed());
    expect(dense(await cells.rows([5, 6]), 23)).toEqual([counts[5], counts[6]]);
    expect(cells.spots.layout).toBe('free');
    expect(Array.from(cells.spots.pixels!.x, (x, cell) => [x, cells.spots.pixels!.y[cell]])).toEqual(
      expected.spatial,
    );
    await cells.close();
    const without = await openCells(join(files, 'layered.h5ad'), { raw: true, spatial: false, ...strict });
    expect(without.spots.layout).toBe('none');
    await without.close();
  });

  it('warns once about values that are not whole numbers', async () => {
    const warnings: string[] = [];
    const cells = await openCells(join(files, 'layered.h5ad'), { onWarning: (text) => warnings.push(text) });
    await cells.rows([0, 1]);
    await cells.rows([2]);
    expect(warnings).toEqual([expect.stringContaining('/X has values that are not whole numbers')]);
    await cells.close();
  });

  it('reads the same from bytes, and rejects rows after the file is closed', async () => {
    const path = join(files, 'csr.h5ad');
    const cells = await readCells(await readFile(path), { name: 'mine.h5ad', ...strict });
    expect(dense(await cells.rows([11]), 23)).toEqual([expected.counts[11]]);
    await cells.close();
    await expect(cells.rows([11])).rejects.toThrow(
      'rows: expected an open file; readCells: mine.h5ad is closed; open it again.',
    );
    await cells.close();
  });

  it('ends with the reason of an abort, before and after it is open', async () => {
    const path = join(files, 'csr.h5ad');
    await expect(openCells(path, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
    const controller = new AbortController();
    const cells = await openCells(path, { signal: controller.signal, ...strict });
    expect(dense(await cells.rows([1]), 23)).toEqual([expected.counts[1]]);
    controller.abort('enough');
    await expect(cells.rows([1])).rejects.toBe('enough');
    await cells.close();
  });

  it('finds the highly variable genes that numpy finds, with and without batches', async () => {
    const path = join(files, 'csr.h5ad');
    const cells = await openCells(path, strict);
    for (const batch of [undefined, expected.batch]) {
      const oracle = JSON.parse(
        runPython('highly_variable_genes.py', path, '8', ...(batch ? [batch.join()] : [])),
      );
      checkVariable(await highlyVariableGenes(cells, { count: 8, batch }), oracle);
    }
    await cells.close();
  });

  const { skip, why } = needsSharedData('pbmc-cite');
  it.skipIf(skip)(`finds the highly variable genes of real cells that numpy finds${why}`, async () => {
    const path = join(sharedData, 'pbmc-cite/pbmc_10k_protein_v3_200.h5ad');
    const cells = await openCells(path, strict);
    const batch = cells.spots.names.map((_, cell) => `b${cell % 3}`);
    for (const some of [undefined, batch]) {
      const oracle = JSON.parse(
        runPython('highly_variable_genes.py', path, '500', ...(some ? [some.join()] : [])),
      );
      checkVariable(await highlyVariableGenes(cells, { count: 500, batch: some }), oracle);
    }
    const { genes } = await highlyVariableGenes(cells, { count: 200 });
    // Markers of blood cells, which no other gene's mean explains.
    for (const marker of ['LYZ', 'S100A9', 'NKG7', 'GNLY', 'CD79A']) expect(genes).toContain(marker);
    await cells.close();
  });
});

interface Variable {
  readonly variances: number[];
  readonly order: number[];
  readonly chosen: number[];
}

/** Both compute in float64, numpy from the dense matrix, so that only the order of sums differs. */
function checkVariable(found: HighlyVariableGenes, { variances, order, chosen }: Variable): void {
  for (const [gene, variance] of variances.entries()) {
    expect(Math.abs(found.residualVariances[gene]! - variance)).toBeLessThanOrEqual(1e-9 * (1 + variance));
  }
  expect([...found.indices]).toEqual(order);
  expect([...found.batchCounts]).toEqual(chosen);
}
