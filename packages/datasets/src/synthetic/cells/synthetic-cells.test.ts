import { describe, expect, it } from 'vitest';
import { geneCounts, spotTotals } from '../../spatial/gene-counts.js';
import { syntheticCells } from './synthetic-cells.js';
import type { SyntheticCellsOptions } from './synthetic-cells-types.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const quiet = { donorEffect: 0, batchEffect: 0, programFold: 1 } as const;

/** Returns the mean share of a gene among the counts of some cells. */
function rates({ counts }: ReturnType<typeof syntheticCells>) {
  const totals = spotTotals(counts);
  return (gene: string, among: (cell: number) => boolean): number => {
    const own = geneCounts(counts, gene);
    const cells = [...totals.keys()].filter(among);
    return mean(cells.map((cell) => own[cell]! / totals[cell]!));
  };
}

describe('syntheticCells', () => {
  it('returns the documented cells, types, genes and roles', () => {
    const { counts, drivers, correlated, batchGenes } = syntheticCells({ cells: 500, genes: 400, seed: 1 });
    const { labels, columns, names, layout } = counts.spots;
    expect([names.length, new Set(names).size, layout]).toEqual([500, 500, 'none']);
    const cellsOf = (type: string) => labels.filter((label) => label === type).length;
    expect(['A', 'B', 'C', 'D', 'E', 'rare'].map(cellsOf)).toEqual([150, 115, 90, 75, 60, 10]);
    expect(columns.type).toEqual(labels);
    expect(new Set(columns.batch)).toEqual(new Set(['batch_1', 'batch_2']));
    expect(new Set(columns.donor).size).toBe(8);
    for (const [cell, donor] of columns.donor.entries()) {
      expect(columns.batch[cell]).toBe(Number(donor.slice(6)) % 2 === 1 ? 'batch_1' : 'batch_2');
    }
    expect(Object.values(drivers).map((genes) => genes.length)).toEqual([20, 20, 20, 20, 20, 20]);
    const special = [...Object.values(drivers).flat(), ...correlated, ...batchGenes];
    expect([correlated.length, batchGenes.length, new Set(special).size]).toEqual([40, 100, 260]);
    expect(special.every((gene) => counts.genes.includes(gene))).toBe(true);
    expect(drivers.rare!.every((gene) => /^rare_driver_\d+$/.test(gene))).toBe(true);
    expect(counts.counts.values.every((value) => Number.isInteger(value) && value > 0)).toBe(true);
  });

  it('gives a type 1.5 to 4 times the counts of its drivers, and equal counts of background genes', () => {
    const made = syntheticCells({ cells: 2000, genes: 600, seed: 2, ...quiet });
    const rate = rates(made);
    const isA = (cell: number) => made.counts.spots.labels[cell] === 'A';
    const fold = (gene: string) => Math.log(rate(gene, isA) / rate(gene, (cell) => !isA(cell)));
    // ln fold is uniform from ln 1.5 to ln 4, with mean .896 and standard deviation .28: .063 over 20 genes. The drivers of a type are
    // 3 % of the genes, by which all others shrink a little.
    expect(Math.abs(mean(made.drivers.A!.map(fold)) - 0.896)).toBeLessThan(5 * 0.07);
    const background = made.counts.genes.filter((gene) => gene.startsWith('background'));
    expect(Math.abs(mean(background.map(fold)))).toBeLessThan(0.1);
  });

  it('has library sizes of the given median and negative-binomial counts of the given dispersion', () => {
    const made = syntheticCells({ cells: 3000, genes: 300, seed: 3, ...quiet, drivers: 0 });
    const totals = spotTotals(made.counts);
    const sorted = [...totals].sort((a, b) => a - b);
    expect(Math.abs(Math.log(sorted[1500]! / 2000))).toBeLessThan(0.05);
    // With rate m and depth d, E[(k − dm)² − dm] = φ d²m². ln φ is normal: median .3, σ .5, so the median over genes is about .3.
    const average = mean([...totals]);
    const depth = [...totals].map((total) => total / average);
    const dispersions = made.counts.genes.map((gene) => {
      const counts = geneCounts(made.counts, gene);
      const m = mean([...counts]);
      const expected = depth.map((each) => each * m);
      const excess = mean(expected.map((value, cell) => (counts[cell]! - value) ** 2 - value));
      return excess / mean(expected.map((value) => value ** 2));
    });
    const median = dispersions.sort((a, b) => a - b)[150]!;
    expect(median).toBeGreaterThan(0.25);
    expect(median).toBeLessThan(0.36);
  });

  it('has a program that correlates with the first type as stated, and raises its genes within the type', () => {
    const made = syntheticCells({ cells: 4000, genes: 300, seed: 4, programCorrelation: 0.6 });
    const rate = rates(made);
    const { labels, columns } = made.counts.spots;
    const member = labels.map((label) => (Number(label === 'A') - 0.3) / Math.sqrt(0.21));
    const activity = [...columns.program];
    // The standard error of a correlation of .6 over 4,000 cells is .01.
    expect(Math.abs(mean(activity.map((value, cell) => value * member[cell]!)) - 0.6)).toBeLessThan(0.05);
    const high = (cell: number) => labels[cell] === 'A' && activity[cell]! > 1.5;
    const low = (cell: number) => labels[cell] === 'A' && activity[cell]! < 0.5;
    const folds = made.correlated.map((gene) => rate(gene, high) / rate(gene, low));
    expect(Math.min(...folds)).toBeGreaterThan(1.3);
  });

  it('confounds the first type with the first batch as stated, and nothing else', () => {
    const options = { cells: 4000, genes: 300, seed: 5 };
    const made = syntheticCells({ ...options, confounding: 0.8 });
    const plain = syntheticCells(options);
    expect(made.counts.spots.labels).toEqual(plain.counts.spots.labels);
    expect([made.drivers, made.counts.spots.columns.program]).toEqual([
      plain.drivers,
      plain.counts.spots.columns.program,
    ]);
    const share = (type: (label: string) => boolean) =>
      mean(
        made.counts.spots.columns.batch
          .filter((_, cell) => type(made.counts.spots.labels[cell]!))
          .map((batch) => Number(batch === 'batch_1')),
      );
    expect(Math.abs(share((label) => label === 'A') - 0.9)).toBeLessThan(0.05);
    expect(Math.abs(share((label) => label !== 'A') - 0.5)).toBeLessThan(0.05);
  });

  it('changes batch genes between batches, and donors only within their spread', () => {
    const made = syntheticCells({ cells: 3000, genes: 400, seed: 6, batchEffect: 1, donorEffect: 0 });
    const rate = rates(made);
    const inFirst = (cell: number) => made.counts.spots.columns.batch[cell] === 'batch_1';
    const change = (genes: readonly string[]) =>
      mean(genes.map((gene) => Math.log(rate(gene, inFirst) / rate(gene, (cell) => !inFirst(cell))) ** 2));
    // The difference of two normal effects has variance 2: its standard error over 100 genes is .28.
    expect(change(made.batchGenes)).toBeGreaterThan(1);
    expect(change(made.counts.genes.filter((gene) => gene.startsWith('background')))).toBeLessThan(0.1);
  });

  it('gives the same bytes for the same seed, and different ones for another', () => {
    const options = { cells: 60, genes: 300, seed: 7 };
    expect(syntheticCells(options)).toEqual(syntheticCells(options));
    expect(syntheticCells({ ...options, seed: 8 }).counts.counts).not.toEqual(
      syntheticCells(options).counts.counts,
    );
  });

  it.each<[string, Partial<SyntheticCellsOptions>, string]>([
    ['too few cells', { cells: 9 }, 'syntheticCells: cells must be a whole number from 10 to 100000; got 9.'],
    ['too few genes', { genes: 200 }, 'genes must be at least 260, for 20 drivers of each of 6 types, 40'],
    ['shares', { types: { A: 0.5, B: 0.4 } }, 'the shares of the types must sum to 1; they sum to 0.9.'],
    ['an empty type', { types: { A: 0.999, B: 0.001 } }, 'each type must have at least one cell; type "B"'],
    ['a list of types', { types: ['A'] as never }, 'types must be an object { type: share }'],
    ['a fold', { driverFold: [4, 1.5] }, 'driverFold[1] must be a number from 4 to 100; got 1.5.'],
    ['one fold', { driverFold: 2 as never }, 'driverFold must be [least, most]; got 2.'],
    ['a correlation', { programCorrelation: 2 }, 'programCorrelation must be a number from -1 to 1; got 2.'],
    ['donors', { donors: 1 }, 'donors must be a whole number from 2 to 100; got 1.'],
    ['an unknown option', { type: 'A' } as never, 'syntheticCells: unknown option "type"'],
  ])('rejects %s', (_, options, message) => {
    expect(() => syntheticCells({ cells: 100, genes: 400, seed: 0, ...options })).toThrow(message);
  });
});
