import { expect, it } from 'vitest';
import { genesOfSides, signedBySide } from './gene-sides.js';

const concept = {
  ranking: { genes: ['OTHER', 'OWN', 'LOWERS'], attribution: Float64Array.of(3, 2, -1) },
  test: { logFoldChange: Float64Array.of(-4, 5, 1) },
} as unknown as Parameters<typeof signedBySide>[0];

it('tells markers of the cells from those that they lack', () => {
  expect(genesOfSides(concept)).toEqual({ more: ['OWN', 'LOWERS'], less: ['OTHER'] });
  expect([...signedBySide(concept).attribution]).toEqual([-3, 2, 0]);
});
