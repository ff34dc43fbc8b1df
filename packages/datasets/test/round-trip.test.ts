import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { writeAnnData } from '../src/spatial/anndata/write/write-anndata.js';
import { selectSpots } from '../src/spatial/select-spots.js';
import { python, runPython, withoutPython } from './run-python.js';

const silent = { onWarning: () => {} };
const folder = mkdtempSync(join(tmpdir(), 'csm-round-trip-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!python)(`from anndata to anndata${withoutPython}`, () => {
  const [from, old, to] = ['from.h5ad', 'old.h5ad', 'to.h5ad'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  beforeAll(() => {
    runPython('round_trip.py', 'make', from, old);
  });
  const differences = (...parts: string[]) =>
    JSON.parse(runPython('round_trip.py', 'compare', from, to, ...parts));

  it('keeps categories with their order and those that no cell has, and booleans', async () => {
    await writeAnnData({ to, counts: await openAnnData(from, silent) });
    expect(differences('obs', 'X')).toEqual([]);
  });

  it('keeps layers, raw and arrays', async () => {
    const arrays = ['protein_expression', 'X_pca'];
    const counts = await openAnnData(from, { ...silent, layers: true, keepRaw: true, arrays });
    await writeAnnData({ to, counts });
    expect(differences('obs', 'X', 'layers', 'raw', 'obsm')).toEqual([]);
    const some = await openAnnData(from, { ...silent, layers: ['scaled'] });
    expect([Object.keys(some.layers!), some.raw]).toEqual([['scaled'], undefined]);
    await expect(openAnnData(from, { ...silent, layers: ['scale'] })).rejects.toThrow(
      'valid layers: counts, log1p, scaled.',
    );
    const reversed = selectSpots(counts, [...counts.spots.names.keys()].reverse());
    await writeAnnData({ to, counts: selectSpots(reversed, [...counts.spots.names.keys()].reverse()) });
    expect(differences('obs', 'X', 'layers', 'raw', 'obsm')).toEqual([]);
    await expect(
      writeAnnData({ to, counts: { ...counts, raw: { ...counts.raw!, genes: ['a'] } } }),
    ).rejects.toThrow(
      'writeAnnData: raw must have the counts of 1 genes; it has those of 20; leave it out of the counts, or select the same genes.',
    );
  });

  it('reads the order of the categories of anndata 0.7', async () => {
    const { categories } = (await openAnnData(old, silent)).spots;
    expect(categories).toEqual({
      stage: { values: ['late', 'early', 'middle', 'never'], ordered: true },
      type: { values: ['T', 'B', 'Häm', 'unused'], ordered: false },
    });
  });

  it('rejects a value that is not one of the categories, and writes no file', async () => {
    const counts = await openAnnData(old, silent);
    const { spots } = counts;
    const columns = { ...spots.columns, type: spots.names.map((_, i) => (i === 3 ? 'NK' : 'B')) };
    const never = join(folder, 'never.h5ad');
    await expect(
      writeAnnData({ to: never, counts: { ...counts, spots: { ...spots, columns } } }),
    ).rejects.toThrow(
      'writeAnnData: obs["type"]: expected one of the 4 categories of the column, or null; got "NK" in row 3; add it to ' +
        'spots.categories, or leave the column out there.',
    );
    expect(existsSync(never)).toBe(false);
  });
});
