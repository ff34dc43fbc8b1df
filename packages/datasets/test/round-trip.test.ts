import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAnnData } from '../src/spatial/anndata/anndata-from-path.js';
import { writeAnnData } from '../src/spatial/anndata/write-anndata.js';
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
