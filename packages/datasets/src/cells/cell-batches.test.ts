import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countsOfMatrix } from '../../test/counts-of-matrix.js';
import { cellBatches } from './cell-batches.js';
import type { CellBatch, CellBatches } from './cell-batches-types.js';
import { cellMatrix } from './cell-matrix.js';
import { cellsOf } from './cells-of.js';

const silent = { onWarning: () => {} };

/** Any small matrix of counts, cells × genes. */
const anyMatrix = fc
  .record({ cells: fc.integer({ min: 1, max: 7 }), genes: fc.integer({ min: 1, max: 6 }) })
  .chain(({ cells, genes }) => {
    const count = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 1000 }));
    return fc.array(fc.array(count, { minLength: genes, maxLength: genes }), {
      minLength: cells,
      maxLength: cells,
    });
  });

async function all(batches: CellBatches): Promise<CellBatch[]> {
  const found: CellBatch[] = [];
  for await (const batch of batches) found.push(batch);
  return found;
}

/** The rows of a batch. */
function joined({ inputs }: Pick<CellBatch, 'inputs'>): number[][] {
  const [rows = 0, width = 0] = inputs.shape;
  return Array.from({ length: rows }, (_, row) => [...inputs.data.subarray(row * width, (row + 1) * width)]);
}

const matrix = [
  [3, 0, 1, 0],
  [0, 0, 0, 0],
  [0, 5, 0, 2],
  [1, 1, 1, 1],
  [0, 0, 9, 0],
];
const small = cellsOf({ ...countsOfMatrix(matrix), geneIds: ['ENSG00', 'ENSG01', 'ENSG02', 'ENSG03'] });

describe('cellsOf', () => {
  it('gives the non-zero counts of any cells, in the order that is asked for', async () => {
    await fc.assert(
      fc.asyncProperty(anyMatrix, fc.infiniteStream(fc.nat()), async (counts, numbers) => {
        const cells = Array.from({ length: 5 }, () => numbers.next().value! % counts.length);
        const { indptr, genes, values } = await cellsOf(countsOfMatrix(counts)).rows(cells);
        const expected = cells.map((cell) =>
          counts[cell]!.flatMap((value, gene) => (value === 0 ? [] : [[gene, value]])),
        );
        const found = cells.map((_, row) =>
          Array.from(genes.subarray(indptr[row], indptr[row + 1]), (gene, i) => [
            gene,
            values[indptr[row]! + i],
          ]),
        );
        expect(found).toEqual(expected);
      }),
    );
  });

  it('rejects indices that are not cells', async () => {
    await expect(small.rows([0, 5])).rejects.toThrow(
      'rows: cells[1] must be a whole number from 0 to 4; got 5.',
    );
    await expect(small.rows([-1])).rejects.toThrow('got -1.');
    expect(() => cellsOf({} as never)).toThrow(/^cellsOf: expected SpatialCounts/);
  });

  it('rejects with the reason of an abort', async () => {
    await expect(small.rows([0], { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });
});

describe('cellBatches', () => {
  it('joins up to the dense matrix for every batch size', async () => {
    await fc.assert(
      fc.asyncProperty(anyMatrix, fc.integer({ min: 1, max: 8 }), async (counts, batchSize) => {
        const batches = cellBatches(cellsOf(countsOfMatrix(counts)), { batchSize });
        expect(batches.count).toBe(counts.length);
        const found = await all(batches);
        expect(found.flatMap(joined)).toEqual(counts);
        expect(found.flatMap(({ totals }) => [...totals])).toEqual(
          counts.map((row) => row.reduce((a, b) => a + b, 0)),
        );
        expect(found.flatMap(({ cells }) => [...cells])).toEqual([...counts.keys()]);
        expect(found.every(({ cells }) => cells.length <= batchSize)).toBe(true);
      }),
    );
  });

  it('computes log1p, and counts per 10,000 of all genes, also for a few genes', async () => {
    const [log] = await all(cellBatches(small, { values: 'log1p', genes: ['gene3', 'gene1'], rows: [2] }));
    expect(joined(log!)).toEqual([[Math.fround(Math.log(3)), Math.fround(Math.log(6))]]);
    const [cp10k] = await all(
      cellBatches(small, { values: 'log1pCp10k', genes: ['gene3', 'gene1'], rows: [1, 2] }),
    );
    expect(joined(cp10k!)).toEqual([
      [0, 0],
      [Math.fround(Math.log(1 + 20000 / 7)), Math.fround(Math.log(1 + 50000 / 7))],
    ]);
    expect([...cp10k!.totals]).toEqual([0, 7]);
    const [cpm] = await all(cellBatches(small, { values: 'log1pCpm', genes: ['gene3'], rows: [2] }));
    expect(joined(cpm!)).toEqual([[Math.fround(Math.log(1 + 2e6 / 7))]]);
  });

  it('reads the genes of an encoder in its order, by name or id', async () => {
    const batches = cellBatches(small, { genes: ['ENSG02', 'gene0'], batchSize: 2, rows: [4, 0, 3] });
    expect(batches.genes).toEqual(['ENSG02', 'gene0']);
    const found = await all(batches);
    expect(found.map(joined)).toEqual([
      [
        [9, 0],
        [1, 3],
      ],
      [[1, 1]],
    ]);
    expect(found.map(({ cells }) => [...cells])).toEqual([[4, 0], [3]]);
  });

  it('rejects genes that the data lack, and reads them as 0 with a warning if it is asked to', async () => {
    expect(() => cellBatches(small, { genes: ['gene0', 'GENE1'] })).toThrow(
      'cellBatches: expected the 2 genes of the option genes; the data lack gene "GENE1"; "GENE1": the gene "gene1" differs only in ' +
        "case; pass this name, or pass missingGenes: 'zero' to read them as 0.",
    );
    const warnings: string[] = [];
    const onWarning = (message: string) => void warnings.push(message);
    const batches = cellBatches(small, { genes: ['x', 'gene0'], missingGenes: 'zero', rows: [0], onWarning });
    expect((await all(batches)).flatMap(joined)).toEqual([[0, 3]]);
    expect(warnings).toEqual([
      'cellBatches: the data lack gene "x" of the 2 that were asked for; their counts are 0 in every cell, which an encoder reads as ' +
        'not expressed.',
    ]);
    expect(() => cellBatches(small, { genes: ['x', 'y'], missingGenes: 'zero', ...silent })).toThrow(
      'the data lack all of them',
    );
  });

  it('rejects a gene that is asked for twice, also once by its id', () => {
    expect(() => cellBatches(small, { genes: ['gene0', 'gene0'] })).toThrow(
      'genes[1] is a duplicate of genes[0]',
    );
    expect(() => cellBatches(small, { genes: ['gene0', 'ENSG00'] })).toThrow('are the same gene');
  });

  it('gives the batch of each cell of the data', async () => {
    const found = await all(cellBatches(small, { batch: [0, 1, 2, 1, 0], rows: [4, 2], batchSize: 1 }));
    expect(found.map(({ batch }) => [...batch!])).toEqual([[0], [2]]);
    expect((await all(cellBatches(small)))[0]!.batch).toBeUndefined();
    expect(() => cellBatches(small, { batch: [0, 1] })).toThrow(
      'batch must have one number per cell of the data, 5; got 2.',
    );
    expect(() => cellBatches(small, { batch: ['a', 'b', 'a', 'b', 'a'] as never })).toThrow(
      'batch[0] must be a whole number of at least 0; got "a"; number the batches.',
    );
  });

  it('can be iterated again, and is not changed by later changes of the lists', async () => {
    const rows = [3, 0];
    const batches = cellBatches(small, { rows });
    rows[0] = 2;
    const first = (await all(batches)).flatMap(joined);
    expect(first).toEqual([matrix[3], matrix[0]]);
    expect((await all(batches)).flatMap(joined)).toEqual(first);
  });

  it('stops at an abort, and does not read again after a loop that ends early', async () => {
    const controller = new AbortController();
    const read: number[] = [];
    const counting = {
      ...small,
      rows: (cells: ArrayLike<number>) => {
        read.push(cells[0]!);
        return small.rows(cells);
      },
    };
    const batches = cellBatches(counting, { batchSize: 1, signal: controller.signal });
    const iterate = async () => {
      for await (const _ of batches) controller.abort('enough');
    };
    await expect(iterate()).rejects.toBe('enough');
    expect(read.length).toBeLessThanOrEqual(2);
  });

  it('reports an error of a batch that is read ahead when that batch is asked for', async () => {
    const failing = {
      ...small,
      rows: (cells: ArrayLike<number>) =>
        cells[0] === 1 ? Promise.reject(new Error('damaged')) : small.rows(cells),
    };
    const found: CellBatch[] = [];
    const iterate = async () => {
      for await (const batch of cellBatches(failing, { batchSize: 1 })) found.push(batch);
    };
    await expect(iterate()).rejects.toThrow('damaged');
    expect(found.length).toBe(1);
  });

  it('rejects wrong options before it reads', () => {
    expect(() => cellBatches(small, { row: [1] } as never)).toThrow('unknown option "row"');
    expect(() => cellBatches(small, { batchSize: 0 })).toThrow('batchSize must be a whole number');
    expect(() => cellBatches(small, { rows: [] })).toThrow('rows must have at least one index');
    expect(() => cellBatches(small, { rows: [5] })).toThrow('rows[0] must be a whole number from 0 to 4');
    expect(() => cellBatches(small, { values: 'log1pCp100' as never })).toThrow("values must be 'counts'");
    expect(() => cellBatches(countsOfMatrix(matrix) as never)).toThrow(
      'got SpatialCounts; pass cellsOf(counts).',
    );
  });
});

describe('cellMatrix', () => {
  it('is the dense matrix', async () => {
    const found = await cellMatrix(small);
    expect(found.shape).toEqual([5, 4]);
    expect(joined({ inputs: found })).toEqual(matrix);
    const some = await cellMatrix(small, { rows: [4, 0], genes: ['gene2', 'gene0'] });
    expect(joined({ inputs: some })).toEqual([
      [9, 0],
      [1, 3],
    ]);
  });

  it('rejects a matrix that memory cannot hold, before reading', async () => {
    const names = { length: 200_000 } as readonly string[];
    const huge = {
      spots: { ...small.spots, names },
      genes: Array.from({ length: 20_000 }, (_, gene) => `g${gene}`),
      rows: () => Promise.reject(new Error('must not be read')),
      close: async () => {},
    };
    await expect(cellMatrix(huge)).rejects.toThrow(
      'cellMatrix: the matrix may have at most 2^30 numbers (4 GiB); 200000 cells × 20000 genes have more; read batches with ' +
        'cellBatches, or pass fewer rows or genes.',
    );
    expect(() => cellBatches(huge, { batchSize: 100_000 })).toThrow('pass a smaller batchSize');
  });
});
