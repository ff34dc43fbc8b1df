import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import { openAnnData } from '../../spatial/anndata/anndata-from-path.js';
import type { CellArray } from '../../spatial/cell-array.js';
import { otsuThreshold } from './otsu-threshold.js';
import { proteinGroups } from './protein-groups.js';

function arrayOf(names: readonly string[], rows: readonly (readonly number[])[]): CellArray {
  return { names, values: ndarray(Float32Array.from(rows.flat()), [rows.length, names.length]) };
}

const variance = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
};

describe('otsuThreshold', () => {
  it('has the least variance within the two classes, as Otsu shows to be the same', () => {
    const anyValues = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), {
      minLength: 2,
      maxLength: 40,
    });
    fc.assert(
      fc.property(anyValues, (values) => {
        fc.pre(new Set(values).size > 1);
        const within = (limit: number) => {
          const [low, high] = [values.filter((v) => v < limit), values.filter((v) => v >= limit)];
          return low.length && high.length ? variance(low) + variance(high) : Number.POSITIVE_INFINITY;
        };
        const best = Math.min(...values.map(within));
        const slack = 1e-9 * Math.max(1, variance(values));
        const sorted = [...new Set(values)].sort((a, b) => a - b);
        const next = sorted.find((value) => value >= otsuThreshold(values))!;
        expect(within(next)).toBeLessThanOrEqual(best + slack);
      }),
    );
  });

  it('lies in the middle of the gap between two classes, and leaves out NaN', () => {
    expect(otsuThreshold([1, 2, 1, 8, 9, Number.NaN, 10])).toBe(5);
    expect(otsuThreshold([1e9 + 1, 1e9 + 2, 1e9 + 9])).toBe(1e9 + 5.5);
  });

  it('rejects values without two classes', () => {
    expect(() => otsuThreshold([3, 3, Number.NaN])).toThrow(
      'otsuThreshold: values must be finite, and at least two must differ; got 2 values from 3 to 3.',
    );
    expect(() => otsuThreshold([1, Number.POSITIVE_INFINITY])).toThrow('values must be finite');
  });
});

describe('proteinGroups', () => {
  const array = arrayOf(
    ['CD3_TotalSeqB', 'CD4', 'CD8a'],
    [
      [500, 300, 2],
      [600, 3, 400],
      [4, 250, 3],
      [5, 2, 1],
      [550, 310, 4],
      [Number.NaN, 300, 1],
    ],
  );
  const positives = (definition: string) => {
    const [group] = proteinGroups(array, { type: definition }, { minimum: 1 });
    return [[...group!.positives], [...group!.negatives]];
  };

  it('combines high, low and comparisons, and leaves out cells without a value', () => {
    expect(positives('CD3 high and CD4 high and CD8a low')).toEqual([
      [0, 4],
      [1, 2, 3],
    ]);
    expect(positives('CD3 high')).toEqual([
      [0, 1, 4],
      [2, 3],
    ]);
    expect(positives('CD4 >= 300')).toEqual([
      [0, 4, 5],
      [1, 2, 3],
    ]);
    expect(positives('CD4>300 and CD8a<5')).toEqual([[4], [0, 1, 2, 3, 5]]);
    expect(positives('CD8a ≤ 2 AND CD4 low')).toEqual([[3], [0, 1, 2, 4, 5]]);
  });

  it('describes the group with its thresholds in counts', () => {
    const [group] = proteinGroups(array, { T: 'CD3 high and CD8a <= 20' }, { minimum: 1 });
    // Otsu's threshold lies in the middle between ln(1 + 5) and ln(1 + 500).
    const middle = Math.sqrt(6 * 501) - 1;
    expect(group).toMatchObject({
      name: 'T',
      description: `CD3 ≥ ${Number(middle.toPrecision(3))} (Otsu) and CD8a ≤ 20, against all others`,
    });
  });

  it('the centred log ratio does not depend on how much antibody a cell bound', () => {
    const rows = [
      [99, 9],
      [199, 19],
      [9, 99],
      [19, 199],
      [9999, 999],
      [999, 9999],
    ];
    const of = (transform: 'clr' | 'log1p') =>
      proteinGroups(arrayOf(['a', 'b'], rows), { a: 'a high' }, { transform, minimum: 1 })[0]!;
    expect([...of('clr').positives]).toEqual([0, 1, 4]);
    expect([...of('log1p').positives]).not.toEqual([0, 1, 4]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'an unknown protein',
      () => proteinGroups(array, { x: 'CD5 high' }),
      'proteinGroups: unknown protein "CD5"; valid proteins: CD3, CD4, CD8a.',
    ],
    [
      'an unknown word',
      () => proteinGroups(array, { x: 'CD3 medium' }),
      'proteinGroups: each part of a definition must be "CD3 high", "CD3 low" or "CD3 >= 100", joined by "and"; got "CD3 medium".',
    ],
    ['a wrong number', () => proteinGroups(array, { x: 'CD3 >= ten' }), 'got "CD3 >= ten"'],
    ['an empty definition', () => proteinGroups(array, { x: '' }), 'got ""'],
    ['no definitions', () => proteinGroups(array, {}), 'definitions must have at least one concept'],
    ['a text', () => proteinGroups(array, 'CD3 high' as never), 'definitions must be an object'],
    [
      'no array',
      () => proteinGroups(undefined as never, { x: 'CD3 high' }),
      'read it with the option arrays',
    ],
    [
      'no names',
      () => proteinGroups({ values: array.values }, { x: 'CD3 high' }),
      'the proteins must have 3 names, one per column; got none',
    ],
    [
      'negative values',
      () => proteinGroups(arrayOf(['a'], [[1], [-2]]), { a: 'a high' }, { minimum: 1 }),
      'proteinGroups: "high" and "low" need counts of at least 0; "a" is -2 in cell 1;',
    ],
    [
      'few cells',
      () => proteinGroups(array, { x: 'CD3 high' }),
      'needs at least 10 cells with it; got 3 of 6',
    ],
  ])('rejects %s', (_, run, message) => expect(run).toThrow(message));

  const file = sharedPath('data', 'pbmc-cite', 'pbmc_10k_protein_v3_200.h5ad');
  it.skipIf(!file)(`finds the types of real blood cells ${file ? '' : NEEDS_SHARED}`, async () => {
    const { spots } = await openAnnData(file!, { spatial: false, arrays: ['protein_expression'] });
    const groups = proteinGroups(spots.arrays!.protein_expression!, {
      'CD14 monocyte': 'CD14 high and CD3 low',
      'B cell': 'CD19 high and CD3 low',
      'T cell': 'CD3 high',
      'NK cell': 'CD56 high and CD3 low',
    });
    // numpy on the file: brute force over all thresholds on np.log1p(protein_expression).
    expect(groups.map(({ positives }) => positives.length)).toEqual([54, 16, 102, 27]);
  });
});
