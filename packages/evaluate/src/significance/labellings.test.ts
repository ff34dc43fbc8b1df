import { keyedRandom } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { labelUnits } from './label-units.js';
import { drawnLabels, labellings } from './labellings.js';

const collect = async (units: ReturnType<typeof labelUnits>, samples: number) => {
  const found = labellings(units, samples, 0);
  const all: string[] = [];
  await found.each(async (labels) => {
    all.push(labels.join(''));
  });
  return { ...found, all };
};

describe('labelUnits and labellings', () => {
  it('visits each labelling of each block once', async () => {
    const units = labelUnits('f', 3, 3, { positiveStrata: [...'aab'], negativeStrata: [...'abb'] });
    const { all, count, isExact } = await collect(units, 9);
    expect([count, isExact, new Set(all).size]).toEqual([9, true, 9]);
    // The stratum a holds rows 0, 1 and 3, two of them positive.
    for (const text of all) expect([0, 1, 3].filter((row) => text[row] === '1')).toHaveLength(2);
    expect((await collect(units, 8)).isExact).toBe(false);
  });

  it('permutes pure groups as wholes, and labels within groups that have both', async () => {
    const units = labelUnits('f', 5, 4, { positiveGroups: [...'xxymm'], negativeGroups: [...'zzmm'] });
    expect([...units.sizes]).toEqual([2, 1, 1, 1, 2, 1, 1]);
    expect([...units.unitOf]).toEqual([0, 0, 1, 2, 3, 4, 4, 5, 6]);
    expect([...units.blocks]).toEqual([0, 0, 1, 1, 0, 1, 1]);
    expect(labellings(units, 100, 0).count).toBe(3 * 6);
  });

  it('draws every labelling equally often', () => {
    const units = labelUnits('f', 2, 3, {});
    const random = keyedRandom('labellings test');
    const counts = new Map<string, number>();
    for (let k = 0; k < 10_000; k++) {
      const text = drawnLabels(units, random).join('');
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    // Each of 10 labellings: mean 1,000, standard deviation 30.
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});
