import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { python, withoutPython } from '../../../test/run-python.js';
import { geneCounts } from '../../spatial/gene-counts.js';
import { syntheticCells } from '../../synthetic/cells/synthetic-cells.js';
import { geneSetScores } from './gene-set-scores.js';
import { readGeneSets } from './read-gene-sets.js';

const stream = (text: string | Uint8Array) => new Blob([text as BlobPart]).stream();

describe('readGeneSets', () => {
  const text =
    'HYPOXIA\thttps://example.org/hypoxia\tVEGFA\tCA9\tVEGFA\t\nT cell\t\tCD3D,1.0\tCD3E,0.5\r\n\nB\tna\tMS4A1';

  it('reads GMT, gzipped or not, without empty cells, duplicates and weights', async () => {
    const expected = [
      { name: 'HYPOXIA', description: 'https://example.org/hypoxia', genes: ['VEGFA', 'CA9'] },
      { name: 'T cell', genes: ['CD3D', 'CD3E'] },
      { name: 'B', description: 'na', genes: ['MS4A1'] },
    ];
    expect(await readGeneSets(stream(text))).toEqual(expected);
    expect(await readGeneSets(stream(gzipSync(text)))).toEqual(expected);
  });

  it.each<[string, string, string]>([
    [
      'a set without genes',
      'A\tna\tx\nB\tna\n',
      'readGeneSets: h.gmt, line 2: expected the name of a gene set, a',
    ],
    ['another separator', 'A,na,x,y\n', 'separated by tabs; got "A,na,x,y".'],
    ['a set without a name', '\tna\tx\n', 'line 1: expected the name of a gene set'],
    [
      'a duplicate',
      'A\t\tx\nB\t\tx\nA\t\ty',
      'line 3: the gene set "A" is a duplicate; keep one of the two lines.',
    ],
    ['a web page', '<!DOCTYPE html><html>', 'expected gene sets in GMT format; this is'],
    ['an empty file', '\n\n', 'this is an empty file'],
  ])('rejects %s', async (_, content, message) => {
    await expect(readGeneSets(stream(content), { name: 'h.gmt' })).rejects.toMatchObject({
      code: 'ERR_INVALID_FILE',
      message: expect.stringContaining(message),
    });
  });

  it('rejects what is not a stream', async () => {
    await expect(readGeneSets(text as never)).rejects.toThrow(
      'readGeneSets: source must be a ReadableStream',
    );
  });
});

/** scanpy's score_genes, with all genes of a bin as controls, so that nothing is drawn. */
const ORACLE = `
import json, sys, numpy as np, pandas as pd
d = json.load(sys.stdin)
X = np.array(d['X'], float)
if d['total']: X = np.log1p(X * d['total'] / X.sum(1, keepdims=True))
avg = pd.Series(X.mean(0), index=d['genes'])
cut = avg.rank(method='min') // int(np.round(len(avg) / (d['bins'] - 1)))
ctrl = set()
for c in np.unique(cut.loc[d['set']]): ctrl |= set(cut.index[cut == c])
ctrl = sorted(ctrl - set(d['set']))
X = pd.DataFrame(X, columns=d['genes'])
print(json.dumps(list(X[d['set']].mean(1) - X[ctrl].mean(1))))
`;

describe('geneSetScores', () => {
  const made = syntheticCells({ cells: 200, genes: 300, seed: 11 });
  const { counts } = made;

  it.skipIf(!python).each([
    ['log1pCp10k', 25, 1e4],
    ['log1pCpm', 25, 1e6],
    ['counts', 7, 0],
  ] as const)(`has the numbers of scanpy's formula: %s, %d bins ${withoutPython}`, (values, bins, total) => {
    const columns = counts.genes.map((gene) => geneCounts(counts, gene));
    const X = counts.spots.names.map((_, cell) => columns.map((column) => column[cell]));
    const set = made.drivers.A!;
    const out = execFileSync(python!, ['-c', ORACLE], {
      input: JSON.stringify({ X, genes: counts.genes, set, bins, total }),
      encoding: 'utf8',
    });
    const expected: number[] = JSON.parse(out);
    const found = geneSetScores(counts, set, { controls: 300, bins, values });
    for (const [cell, value] of expected.entries()) expect(found[cell]).toBeCloseTo(value, 9);
  });

  it('is high in the cells whose type drives the genes', () => {
    const scores = geneSetScores(counts, made.drivers.A!);
    const meanOf = (isA: boolean) => {
      const own = scores.filter((_, cell) => (counts.spots.labels[cell] === 'A') === isA);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    expect(meanOf(true)).toBeGreaterThan(meanOf(false) + 0.3);
  });

  it('draws the same controls for a seed, and others for another', () => {
    const of = (seed: number) => geneSetScores(counts, made.drivers.A!, { controls: 2, seed });
    expect(of(1)).toEqual(of(1));
    expect(of(1)).not.toEqual(of(2));
  });

  it('leaves out missing genes with a warning, and rejects a set without known genes', () => {
    const onWarning = vi.fn();
    const [first = ''] = made.drivers.A!;
    const scores = geneSetScores(counts, [first, 'Xyz', first], { onWarning });
    expect(scores).toEqual(geneSetScores(counts, [first]));
    expect(onWarning.mock.calls[0]?.[0]).toBe(
      'geneSetScores: expected genes of the counts; 1 of 2 are missing and left out: gene "Xyz"; check whether both use the same names.',
    );
    const wrong = first.toUpperCase();
    expect(() => geneSetScores(counts, [wrong])).toThrow(
      `geneSetScores: expected genes of the counts; none of the 1 genes is among the 300; the gene "${first}" differs only in case`,
    );
    expect(() => geneSetScores(counts, [])).toThrow('got no genes');
    expect(() => geneSetScores(counts, counts.genes)).toThrow(
      'expected genes of like expression outside the set',
    );
    expect(() => geneSetScores(counts, [first], { bins: 1 })).toThrow(
      'bins must be a whole number of at least 2',
    );
  });
});
