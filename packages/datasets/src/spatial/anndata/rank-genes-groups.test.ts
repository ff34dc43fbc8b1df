import { join } from 'node:path';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { python, runPython, withoutPython } from '../../../test/run-python.js';
import { geneNames, tissueCounts } from '../../../test/spatial-files.js';
import { withTemporaryFolder } from '../../../test/test-data.js';
import { rankGenesGroups } from './rank-genes-groups.js';
import { addToAnnData } from './write/add-to-anndata.js';
import { writeAnnData } from './write/write-anndata.js';

const groups = [
  {
    group: 'CD14 monocyte',
    genes: ['LYZ', 'Häm1', 'CD14', 'S100A8-with-a-long-name'],
    scores: Float64Array.of(2.5, -1, 7.25, 2.5),
    p: [0.01, 0.5, 1e-300, 0.02],
    q: [0.02, 0.5, 4e-300, 0.03],
    logFoldChange: Float32Array.of(1.5, -0.25, 3, 2),
  },
  { group: 'γδ T', genes: ['CD3D', 'CD3E', 'TRDC', 'GNLY'], scores: [1, 2, 4, 3], p: [0.4, 0.3, 0.1, 0.2] },
];
const options = { groupby: 'cell_type', method: 'integrated gradients' };
const missing = [Number.NaN, Number.NaN, Number.NaN, Number.NaN];

describe('rankGenesGroups', () => {
  it('orders the genes of each group by descending score, ties as given, with NaN for what is not given', () => {
    const ranks = rankGenesGroups(groups, options);
    expect(ranks).toEqual({
      params: {
        groupby: 'cell_type',
        reference: 'rest',
        method: 'integrated gradients',
        use_raw: false,
        corr_method: 'benjamini-hochberg',
      },
      names: new Map([
        ['CD14 monocyte', ['CD14', 'LYZ', 'S100A8-with-a-long-name', 'Häm1']],
        ['γδ T', ['TRDC', 'GNLY', 'CD3E', 'CD3D']],
      ]),
      scores: new Map([
        ['CD14 monocyte', Float32Array.of(7.25, 2.5, 2.5, -1)],
        ['γδ T', Float32Array.of(4, 3, 2, 1)],
      ]),
      logfoldchanges: new Map([
        ['CD14 monocyte', Float32Array.of(3, 1.5, 2, -0.25)],
        ['γδ T', Float32Array.from(missing)],
      ]),
      pvals: new Map([
        ['CD14 monocyte', Float64Array.of(1e-300, 0.01, 0.02, 0.5)],
        ['γδ T', Float64Array.of(0.1, 0.2, 0.3, 0.4)],
      ]),
      pvals_adj: new Map([
        ['CD14 monocyte', Float64Array.of(4e-300, 0.02, 0.03, 0.5)],
        ['γδ T', Float64Array.from(missing)],
      ]),
    });
  });

  it.each<[string, unknown, string]>([
    ['no groups', [], 'rankings must have at least one group; got an empty array.'],
    ['an object', groups[0], 'rankings must be an array; got '],
    ['a group without a name', [{ ...groups[0], group: '' }], 'rankings[0].group must be a text that is not'],
    ['the same name twice', [groups[0], groups[0]], 'rankings 0 and 1 are both "CD14 monocyte".'],
    [
      'other numbers of genes',
      [groups[0], { group: 'B', genes: ['A'], scores: [1] }],
      'every group must have as many genes as "CD14 monocyte", 4; "B" has 1; pass the same genes in each.',
    ],
    ['too few p-values', [{ ...groups[1], p: [1] }], 'p of "γδ T" must have 4 numbers, one per gene; got 1.'],
    [
      'no scores',
      [{ group: 'B', genes: ['A'] }],
      'scores of "B" must have 1 numbers, one per gene; got none.',
    ],
    [
      'a score that is NaN',
      [{ group: 'B', genes: ['A', 'C'], scores: [1, Number.NaN] }],
      'scores of "B" must be numbers; gene "C" has NaN; leave such genes out.',
    ],
  ])('rejects %s', (_, rankings, message) => {
    expect(() => rankGenesGroups(rankings as never, options)).toThrow(message);
  });

  it('rejects an empty groupby or method', () => {
    expect(() => rankGenesGroups(groups, { ...options, groupby: '' })).toThrow(
      'rankGenesGroups: groupby must be a text that is not empty; got "".',
    );
    expect(() => rankGenesGroups(groups, { groupby: 'a' } as never)).toThrow(
      'method must be a text that is not empty; got undefined.',
    );
  });
});

describe('structured arrays of uns', () => {
  it.each<[string, Map<string, unknown>, string]>([
    ['without columns', new Map(), 'uns["a"] must have at least one column; got an empty Map.'],
    [
      'with columns of other lengths',
      new Map([
        ['x', Float32Array.of(1, 2)],
        ['y', Float32Array.of(1)],
      ]),
      'uns["a"]: column "y" must have 2 values, as "x" has; got 1.',
    ],
    [
      'with plain numbers',
      new Map([['x', [1, 2]]]),
      'uns["a"]: column "x" must have a name and be a Float32Array, ',
    ],
  ])('are rejected %s', async (_, value, message) => {
    await expect(
      writeAnnData({ to: 'never.h5ad', counts: tissueCounts(), uns: { a: value as never } }),
    ).rejects.toThrow(message);
  });
});

interface Told {
  readonly groups: string[];
  readonly params: Record<string, unknown>;
  readonly tables: Record<string, (string | number | null)[][]>;
  readonly dtypes: Record<string, string[]>;
  readonly varm: Record<string, { dtype: string; values: (number | null)[][] }>;
  readonly ours: Record<string, unknown>;
  readonly theirs: Record<string, unknown>;
  readonly same: boolean;
}

const attributions = ndarray(
  Float32Array.from({ length: 12 }, (_, i) => i / 2),
  [2, 6],
).transpose(1, 0);

function expectLayout(told: Told): void {
  expect(told.groups).toEqual(['CD14 monocyte', 'γδ T']);
  expect(told.params).toEqual({
    groupby: 'cell_type',
    reference: 'rest',
    method: 'integrated gradients',
    use_raw: false,
    corr_method: 'benjamini-hochberg',
  });
  expect(told.tables['CD14 monocyte']).toEqual([
    ['CD14', 7.25, 3, 1e-300, 4e-300],
    ['LYZ', 2.5, 1.5, 0.01, 0.02],
    ['S100A8-with-a-long-name', 2.5, 2, 0.02, 0.03],
    ['Häm1', -1, -0.25, 0.5, 0.5],
  ]);
  expect(told.tables['γδ T']).toEqual([
    ['TRDC', 4, null, 0.1, null],
    ['GNLY', 3, null, 0.2, null],
    ['CD3E', 2, null, 0.3, null],
    ['CD3D', 1, null, 0.4, null],
  ]);
  // The types in the file, the attributes and the shapes are those that anndata itself writes for scanpy's tables.
  expect(told.ours).toEqual(told.theirs);
  expect(told.dtypes).toEqual({
    names: ['object', 'object'],
    scores: ['float32', 'float32'],
    logfoldchanges: ['float32', 'float32'],
    pvals: ['float64', 'float64'],
    pvals_adj: ['float64', 'float64'],
  });
  expect(told.same).toBe(true);
}

describe.skipIf(!python)(`rank_genes_groups and varm in anndata${withoutPython}`, () => {
  const describeRanks = (path: string, folder: string): Told =>
    JSON.parse(runPython('describe_ranks.py', path, join(folder, 'theirs.h5ad')));

  it('writeAnnData writes them as scanpy does', async () => {
    await withTemporaryFolder(async (folder) => {
      const to = join(folder, 'new.h5ad');
      await writeAnnData({
        to,
        counts: tissueCounts(),
        varm: { attributions },
        uns: { rank_genes_groups: rankGenesGroups(groups, options) },
      });
      const told = describeRanks(to, folder);
      expectLayout(told);
      const values = geneNames.map((_, gene) => [gene / 2, (gene + 6) / 2]);
      expect(told.varm).toEqual({ attributions: { dtype: 'float32', values } });
    });
  });

  it('addToAnnData writes them into a copy, the rows of varm by the names of the genes', async () => {
    await withTemporaryFolder(async (folder) => {
      const [from, to] = [join(folder, 'from.h5ad'), join(folder, 'to.h5ad')];
      await writeAnnData({ to: from, counts: tissueCounts() });
      const genes = [...geneNames].reverse().slice(1);
      const whole = tissueCounts();
      await addToAnnData({
        from,
        to,
        counts: { ...whole, genes, counts: { ...whole.counts, indptr: whole.counts.indptr.slice(0, 6) } },
        varm: { attributions: ndarray(Float64Array.of(1, 2, 3, 4, 5), [5, 1]) },
        uns: { rank_genes_groups: rankGenesGroups(groups, options) },
      });
      const told = describeRanks(to, folder);
      expectLayout(told);
      expect(told.varm).toEqual({
        attributions: { dtype: 'float64', values: [[5], [4], [3], [2], [1], [null]] },
      });
      await expect(
        addToAnnData({ from: to, to: from, counts: whole, varm: { attributions } }),
      ).rejects.toThrow('varm: the name "attributions" is taken; choose another name.');
    });
  });

  it('rejects arrays of varm without one row per gene', async () => {
    await expect(
      writeAnnData({ to: 'never.h5ad', counts: tissueCounts(), varm: { a: attributions.transpose(1, 0) } }),
    ).rejects.toThrow('varm["a"] must be an ndarray [6, k], with one row per gene; got shape [2, 6].');
  });
});
