import { gridFeatures } from '@csm/explainers';
import ndarray from 'ndarray';
import { expect, it } from 'vitest';
import { planesOf } from './planes.js';
import { patchBox } from './sections/patch-box.js';

// Channel 0 is [1, −4], channel 1 is [−3, 2].
const first = ndarray(Float32Array.of(1, -4, -3, 2), [2, 1, 2]);
const last = ndarray(Float32Array.of(1, -3, -4, 2), [1, 2, 2]);

it.each([
  ['channelsFirst', first],
  ['channelsLast', last],
] as const)('reduces the channels of %s maps', (layout, map) => {
  const planes = (channels: 'sum' | 'maxAbs' | 'each', sign: 'signed' | 'positive' = 'signed') =>
    planesOf(map, layout, { channels, sign }).map(({ values }) => [...values.data]);
  expect(planes('sum')).toEqual([[-2, -2]]);
  expect(planes('maxAbs')).toEqual([[-3, -4]]);
  expect(planes('each')).toEqual([
    [1, -4],
    [-3, 2],
  ]);
  expect(planes('each', 'positive')).toEqual([
    [1, 0],
    [0, 2],
  ]);
});

it('knows the pixels of each patch', () => {
  for (const [height, width, sides] of [
    [32, 32, 6],
    [7, 9, 4],
    [28, 64, 8],
  ] as const) {
    const labels = gridFeatures([height, width, 1], { rows: sides, columns: sides });
    for (let label = 0; label < sides * sides; label++) {
      const { x, y, width: across, height: down } = patchBox(label, sides, height, width);
      const inside = (row: number, column: number) =>
        row >= y && row < y + down && column >= x && column < x + across;
      const wrong = [];
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          if ((labels.get(row, column, 0) === label) !== inside(row, column)) wrong.push([row, column]);
      expect(wrong).toEqual([]);
    }
  }
});
