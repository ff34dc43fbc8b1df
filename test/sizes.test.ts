import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { publicPackages } from '../scripts/packages.mjs';
// @ts-expect-error: a script without types
import { entryKilobytes, unpackedMegabytes } from '../scripts/sizes.mjs';

const budgets: Readonly<Record<string, { readonly entry?: number; readonly unpacked: number }>> = JSON.parse(
  readFileSync(new URL('../scripts/budgets.json', import.meta.url), 'utf8'),
);

describe('budgets of the builds (scripts/budgets.json)', () => {
  it.each(publicPackages())('$name', async (one) => {
    expect(existsSync(`${one.folder}/dist`), 'run `npm run build` first').toBe(true);
    const budget = budgets[one.name];
    expect(unpackedMegabytes(one)).toBeLessThanOrEqual(budget?.unpacked ?? 0);
    const entry: number | undefined = await entryKilobytes(one);
    if (entry !== undefined) expect(entry).toBeLessThanOrEqual(budget?.entry ?? 0);
  });
});
