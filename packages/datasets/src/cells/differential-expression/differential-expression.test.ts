import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEEDS_SHARED, sharedPath } from '../../../../../test/shared-folder.js';
import { countsOfMatrix } from '../../../test/counts-of-matrix.js';
import { python, withoutPython } from '../../../test/run-python.js';
import { openAnnData } from '../../spatial/anndata/anndata-from-path.js';
import { syntheticCells } from '../../synthetic/cells/synthetic-cells.js';
import type { CellGroup } from '../groups/cell-group.js';
import { labelGroups } from '../groups/label-groups.js';
import { proteinGroups } from '../groups/protein-groups.js';
import { differentialExpression } from './differential-expression.js';

const groupOf = (positives: number[], negatives: number[]): CellGroup => ({
  name: 'x',
  positives: Uint32Array.from(positives),
  negatives: Uint32Array.from(negatives),
  description: '',
});

/** Runs Python on JSON from its input. */
const pythonOn = (script: string, input: unknown): unknown =>
  JSON.parse(
    execFileSync(python!, ['-c', script], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['pipe', 'pipe', 'ignore'],
    }),
  );

/** scipy's `ranksums` (no tie correction, as scanpy) and `mannwhitneyu` (with it), on values and on scanpy's normalisation. */
const ORACLE = `
import json, sys, numpy as np
from scipy.stats import ranksums, mannwhitneyu, norm
d = json.load(sys.stdin)
def result(X, up, down, ties=False):
    a, b = X[up], X[down]
    z, p, zt, lfc = [], [], [], []
    for g in range(X.shape[1]):
        r = ranksums(a[:, g], b[:, g]); z.append(r.statistic); p.append(r.pvalue)
        if not ties or len(set(X[up + down, g])) == 1: zt.append(0.0)
        else:
            t = mannwhitneyu(a[:, g], b[:, g], use_continuity=False, method='asymptotic', alternative='greater')
            zt.append(float(norm.isf(t.pvalue)))
        m = [np.expm1(s[:, g].mean()) + 1e-9 for s in (a, b)]; lfc.append(np.log2(m[0] / m[1]))
    return dict(z=z, p=p, zt=zt, lfc=lfc)
`;

interface Expected {
  readonly z: number[];
  readonly p: number[];
  readonly zt: number[];
  readonly lfc: number[];
}

function expectNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(found[i]! - value)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
  }
}

describe('differentialExpression', () => {
  it.skipIf(!python)(
    `has the numbers of scipy, with and without correction for ties ${withoutPython}`,
    async () => {
      const { counts } = syntheticCells({ cells: 120, genes: 300, seed: 3, librarySize: 300 });
      const [group] = labelGroups(counts.spots, 'type', { values: ['A'], reference: 'B' });
      const dense = counts.spots.names.map(() => new Array<number>(300).fill(0));
      for (let gene = 0; gene < 300; gene++) {
        for (let at = counts.counts.indptr[gene]!; at < counts.counts.indptr[gene + 1]!; at++) {
          dense[counts.counts.spots[at]!]![gene] = counts.counts.values[at]!;
        }
      }
      const script = `${ORACLE}
X = np.array(d['X'], float); X = np.log1p(X * 1e4 / X.sum(1, keepdims=True))
print(json.dumps(result(X, d['up'], d['down'], True)))`;
      const input = { X: dense, up: [...group!.positives], down: [...group!.negatives] };
      const expected = pythonOn(script, input) as Expected;
      const found = await differentialExpression(counts, group!);
      expectNear(found.z, expected.z, 1e-12);
      expectNear(found.p, expected.p, 1e-12);
      expectNear(found.logFoldChange, expected.lfc, 1e-9);
      const corrected = await differentialExpression(counts, group!, { tieCorrect: true });
      expectNear(corrected.z, expected.zt, 1e-8);
    },
  );

  const file = sharedPath('data', 'pbmc-cite', 'pbmc_10k_protein_v3_200.h5ad');
  it.skipIf(!file || !python)(
    `has scipy's numbers for genes of real cells ${file ? withoutPython : NEEDS_SHARED}`,
    async () => {
      const counts = await openAnnData(file!, { spatial: false, arrays: ['protein_expression'] });
      const [group] = proteinGroups(counts.spots.arrays!.protein_expression!, { mono: 'CD14 >= 280' });
      const script = `${ORACLE}
import anndata
X = anndata.read_h5ad(d['file']).X
X = np.asarray(X.todense() if hasattr(X, 'todense') else X, float)
X = np.log1p(X * 1e4 / X.sum(1, keepdims=True)); X = X[:, ::16]
print(json.dumps(result(X, d['up'], d['down'])))`;
      const input = { file, up: [...group!.positives], down: [...group!.negatives] };
      const expected = pythonOn(script, input) as Expected;
      const found = await differentialExpression(counts, group!);
      const every16th = (values: Float64Array) => values.filter((_, gene) => gene % 16 === 0);
      expectNear(every16th(found.z), expected.z, 1e-11);
      expectNear(every16th(found.p), expected.p, 1e-11);
      expectNear(every16th(found.logFoldChange), expected.lfc, 1e-8);
      const top = [...found.genes.keys()].sort((a, b) => found.z[b]! - found.z[a]!).slice(0, 10);
      expect(top.map((gene) => found.genes[gene])).toEqual(
        expect.arrayContaining(['LYZ', 'S100A9', 'S100A8']),
      );
    },
  );

  it('changes its sign with the sides, and does not depend on the order of cells', async () => {
    const row = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 4, maxLength: 12 }), async (matrix) => {
        const cells = [...matrix.keys()];
        const [up, down] = [cells.filter((cell) => cell % 2), cells.filter((cell) => cell % 2 === 0)];
        const values = 'counts' as const;
        const found = await differentialExpression(countsOfMatrix(matrix), groupOf(up, down), { values });
        const swapped = await differentialExpression(countsOfMatrix(matrix), groupOf(down, up), { values });
        const back = [...matrix].reverse();
        const reversed = await differentialExpression(
          countsOfMatrix(back),
          groupOf(
            up.map((cell) => matrix.length - 1 - cell),
            down.map((cell) => matrix.length - 1 - cell),
          ),
          { values },
        );
        expectNear(swapped.z, [...found.z.map((z) => -z)], 1e-12);
        expectNear(reversed.z, [...found.z], 1e-12);
        expectNear(swapped.p, [...found.p], 1e-12);
        expect(swapped.positiveShare).toEqual(found.negativeShare);
      }),
      { numRuns: 50 },
    );
  });

  it('ignores cells of neither side, and gives p = 1 to a gene without counts', async () => {
    const counts = countsOfMatrix([
      [1, 0, 3],
      [2, 0, 1],
      [100, 0, 100],
      [0, 0, 2],
    ]);
    const found = await differentialExpression(counts, groupOf([0, 1], [3]), { values: 'counts' });
    // 1 and 2 against 0: the ranks 2 and 3 of 3; (5 − 4) / √(2 · 1 · 4 / 12).
    expectNear(found.z, [Math.sqrt(1.5), 0, 0], 1e-12);
    expect([found.p[1], found.q[1], found.logFoldChange[1]]).toEqual([1, 1, 0]);
    expect([...found.positiveShare]).toEqual([1, 0, 1]);
    expect([...found.negativeShare]).toEqual([0, 0, 1]);
  });

  it('reports progress, and stops when it is aborted', async () => {
    const counts = countsOfMatrix([
      [1, 2],
      [3, 4],
    ]);
    const done: number[] = [];
    await differentialExpression(counts, groupOf([0], [1]), { onProgress: (each) => done.push(each.done) });
    expect(done).toEqual([1, 2]);
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(differentialExpression(counts, groupOf([0], [1]), { signal })).rejects.toThrow('stopped');
  });

  it.each<[string, CellGroup, object, string]>([
    [
      'a group of other cells',
      groupOf([0], [2]),
      {},
      'the cells of the group must be below 2; negatives have 2',
    ],
    ['a cell on both sides', groupOf([0], [0]), {}, 'each cell must be given once; cell 0 is a duplicate.'],
    ['an empty side', groupOf([], [0]), {}, 'the group must have positives; it has none.'],
    ['no group', {} as never, {}, 'differentialExpression: expected a group'],
    [
      'other values',
      groupOf([0], [1]),
      { values: 'cpm' },
      "values must be 'counts', 'log1p', 'log1pCp10k' or 'log1pCpm'",
    ],
    ['an unknown option', groupOf([0], [1]), { test: 't' }, 'differentialExpression: unknown option "test"'],
  ])('rejects %s', async (_, group, options, message) => {
    await expect(differentialExpression(countsOfMatrix([[1], [2]]), group, options)).rejects.toThrow(message);
  });

  it('rejects centred values', async () => {
    await expect(differentialExpression(countsOfMatrix([[-1], [2]]), groupOf([0], [1]))).rejects.toThrow(
      'differentialExpression: counts must be finite and at least 0; gene "gene0" is -1 in cell 0;',
    );
  });
});
