import { describe, expect, it } from 'vitest';
import { countsOfMatrix } from '../../test/counts-of-matrix.js';
import { batchNumbers } from './batch-numbers.js';
import { cellsOf } from './cells-of.js';
import { highlyVariableGenes } from './highly-variable-genes.js';

/** The variances by their definition, from the dense matrix. */
function byDefinition(matrix: readonly (readonly number[])[], theta: number): number[] {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const ofGene = matrix[0]!.map((_, gene) => sum(matrix.map((row) => row[gene]!)));
  const limit = Math.sqrt(matrix.length);
  return ofGene.map((geneTotal, gene) => {
    const residuals = matrix.map((row) => {
      const mu = (sum(row) * geneTotal) / sum(ofGene);
      if (mu === 0) return 0;
      return Math.max(-limit, Math.min(limit, (row[gene]! - mu) / Math.sqrt(mu + mu ** 2 / theta)));
    });
    const mean = sum(residuals) / residuals.length;
    return sum(residuals.map((value) => (value - mean) ** 2)) / residuals.length;
  });
}

const matrix = [
  [3, 0, 1, 40, 0],
  [0, 0, 0, 0, 0],
  [0, 5, 5, 3, 0],
  [9, 0, 2, 1, 0],
  [1, 1, 1, 2, 0],
];

describe('highlyVariableGenes', () => {
  it('orders genes by the variance of their residuals, also with cells and genes without counts', async () => {
    for (const theta of [100, 1]) {
      const expected = byDefinition(matrix, theta);
      const found = await highlyVariableGenes(cellsOf(countsOfMatrix(matrix)), { theta });
      for (const [gene, variance] of expected.entries()) {
        expect(found.residualVariances[gene]).toBeCloseTo(variance, 12);
      }
      const order = [0, 1, 2, 3].sort((a, b) => expected[b]! - expected[a]!);
      expect([...found.indices]).toEqual(order);
      expect(found.genes).toEqual(order.map((gene) => `gene${gene}`));
    }
  });

  it('orders genes by the number of batches and their median rank', async () => {
    // In batch a, gene 0 varies most, then 1; in batch b gene 0, then 2.
    const some = [
      [90, 10, 5, 5],
      [10, 30, 5, 6],
      [90, 9, 5, 5],
      [80, 5, 10, 5],
      [10, 5, 40, 6],
      [85, 5, 9, 6],
    ];
    const batch = ['a', 'a', 'a', 'b', 'b', 'b'];
    const found = await highlyVariableGenes(cellsOf(countsOfMatrix(some)), { count: 2, batch });
    const parts = [byDefinition(some.slice(0, 3), 100), byDefinition(some.slice(3), 100)];
    const top = parts.map((values) => [...values.keys()].sort((a, b) => values[b]! - values[a]!).slice(0, 2));
    expect(top.map((genes) => genes.toSorted())).toEqual([
      [0, 1],
      [0, 2],
    ]);
    expect([...found.batchCounts]).toEqual([2, 1, 1, 0]);
    expect(found.genes[0]).toBe('gene0');
    expect(found.residualVariances[3]).toBeCloseTo((parts[0]![3]! + parts[1]![3]!) / 2, 12);
  });

  it('reports progress, warns about values that are not counts, and rejects wrong options', async () => {
    const cells = cellsOf(countsOfMatrix(matrix));
    const progress: number[] = [];
    await highlyVariableGenes(cells, { onProgress: ({ done, total }) => progress.push(done / total) });
    expect(progress).toEqual([0.5, 1]);
    const warnings: string[] = [];
    await highlyVariableGenes(
      cellsOf(
        countsOfMatrix([
          [0.5, 1],
          [2, 3],
        ]),
      ),
      { onWarning: (text) => warnings.push(text) },
    );
    expect(warnings).toEqual([expect.stringContaining('expected raw counts')]);
    await expect(highlyVariableGenes(cells, { count: 5 })).rejects.toThrow(
      'count must be at most 4, the number of genes whose counts vary; got 5.',
    );
    await expect(highlyVariableGenes(cells, { count: 6 })).rejects.toThrow(
      'count must be a whole number from 1 to 5',
    );
    await expect(highlyVariableGenes(cells, { batch: ['a', 'a', 'b', 'a', 'a'] })).rejects.toThrow(
      '"b" has one',
    );
    await expect(highlyVariableGenes(cells, { signal: AbortSignal.abort('enough') })).rejects.toBe('enough');
  });
});

describe('batchNumbers', () => {
  it('numbers sorted names, or those that are given', () => {
    expect(batchNumbers(['b', 'a', 'b'])).toEqual({ numbers: Uint32Array.of(1, 0, 1), names: ['a', 'b'] });
    expect(batchNumbers(Float64Array.of(10, 9, 10))).toEqual({
      numbers: Uint32Array.of(1, 0, 1),
      names: ['9', '10'],
    });
    expect([...batchNumbers(['b', 'a'], { names: ['x', 'b', 'a'] }).numbers]).toEqual([1, 2]);
  });

  it('rejects missing and unknown batches', () => {
    expect(() => batchNumbers(['a', null])).toThrow('column[1] is missing');
    expect(() => batchNumbers(Float64Array.of(Number.NaN))).toThrow('column[0] is missing');
    expect(() => batchNumbers(['c'], { names: ['a', 'b'] })).toThrow(
      'column[0] is "c", which is not among names; valid names: a, b.',
    );
  });
});
