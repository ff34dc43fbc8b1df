import { bulbLayers, geneRasters, syntheticBulb } from '@csm/datasets';
import { expect, it } from 'vitest';
import { spotMask } from './spot-masks.js';

it('the masks of the layers of a synthetic bulb contain each spot exactly once', () => {
  const bulb = syntheticBulb({ genes: 8, seed: 3 });
  const { cells } = geneRasters(bulb, { size: 32 });
  const masks = bulbLayers.map((layer) =>
    spotMask(cells, bulb.spots.labels, (label) => label === layer, [32, 32]),
  );
  const all = spotMask(cells, bulb.spots.labels, () => true, [32, 32]);
  all.data.forEach((value, at) => {
    expect(masks.reduce((sum, mask) => sum + mask.data[at]!, 0)).toBe(value);
  });
  expect(all.data.reduce((a, b) => a + b, 0)).toBe(bulb.spots.names.length);
});

it('spots without a label or outside the grid are in no mask', () => {
  const mask = spotMask([0, -1, 2, 3], ['GL', 'GL', null, 'MCL'], (label) => label === 'GL', [2, 2]);
  expect([...mask.data]).toEqual([1, 0, 0, 0]);
});
