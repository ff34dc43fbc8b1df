import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridFeatures } from './grid-features.js';

describe('gridFeatures', () => {
  it('makes patches that are cut off at the edge', () => {
    const labels = gridFeatures([3, 5, 3], { size: 2 });
    expect(labels.shape).toEqual([3, 5, 1]);
    expect([...labels.data]).toEqual([0, 0, 1, 1, 2, 0, 0, 1, 1, 2, 3, 3, 4, 4, 5]);
    expect([...gridFeatures([2, 4, 1], { size: [1, 3] }).data]).toEqual([0, 0, 0, 1, 2, 2, 2, 3]);
  });

  it('makes rows and columns whose sizes differ by at most one pixel', () => {
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(side, side, fc.nat(100), fc.nat(100), (height, width, r, c) => {
        const [rows, columns] = [1 + (r % height), 1 + (c % width)];
        const labels = gridFeatures([height, width, 2], { rows, columns, layout: 'channelsLast' });
        const counts = new Array<number>(rows * columns).fill(0);
        for (const label of labels.data) counts[label]! += 1;
        const [least, most] = [Math.min(...counts), Math.max(...counts)];
        expect(least).toBeGreaterThanOrEqual(Math.floor(height / rows) * Math.floor(width / columns));
        expect(most).toBeLessThanOrEqual(Math.ceil(height / rows) * Math.ceil(width / columns));
      }),
      { seed: 1 },
    );
  });

  it('takes channels-first pictures, sequences, volumes and vectors', () => {
    const first = gridFeatures([3, 4, 4], { size: 2, layout: 'channelsFirst' });
    expect(first.shape).toEqual([1, 4, 4]);
    expect(first.data).toEqual(gridFeatures([4, 4, 3], { size: 2 }).data);
    const sequence = gridFeatures([5, 8], { size: 2 });
    expect([sequence.shape, [...sequence.data]]).toEqual([
      [5, 1],
      [0, 0, 1, 1, 2],
    ]);
    const volume = gridFeatures([2, 2, 2, 1], { size: [1, 2, 1] });
    expect([volume.shape, [...volume.data]]).toEqual([
      [2, 2, 2, 1],
      [0, 1, 0, 1, 2, 3, 2, 3],
    ]);
    const vector = gridFeatures([4], { size: 3 });
    expect([vector.shape, [...vector.data]]).toEqual([[4], [0, 0, 0, 1]]);
  });

  it.each<[readonly number[], Parameters<typeof gridFeatures>[1], string]>([
    [[4, 4, 1], {}, 'gridFeatures: expected either size, or rows and columns; got none of them.'],
    [[4, 4, 1], { size: 2, rows: 2 }, 'gridFeatures: expected either size, or rows and columns; got both.'],
    [[4, 4, 1], { rows: 2 }, 'gridFeatures: columns must be a whole number from 1 to 4; got 0.'],
    [[4, 4, 1], { rows: 5, columns: 2 }, 'gridFeatures: rows must be a whole number from 1 to 4; got 5.'],
    [
      [4, 4, 1],
      { size: [2, 2, 1] },
      'gridFeatures: size must be one number, or one per axis without the channels, 2; got [2,2,1].',
    ],
    [[4, 4, 1], { size: 0 }, 'gridFeatures: size must be a whole number of at least 1; got 0.'],
    [
      [4],
      { rows: 2, columns: 2 },
      'gridFeatures: rows and columns are for pictures; the inputs have one axis',
    ],
    [
      [3, 8, 8],
      { size: 2 },
      'gridFeatures: expected the layout of the inputs; [3, 8, 8] looks like channels-first pictures',
    ],
    [[], { size: 2 }, 'gridFeatures: expected the shape of one input, such as encoder.inputShape; got [].'],
  ])('rejects %j with %j', (shape, options, message) => {
    expect(() => gridFeatures(shape, options)).toThrow(message);
  });

  it('rejects a call without options', () => {
    expect(() => gridFeatures([4, 4, 1], undefined as never)).toThrow(
      'gridFeatures: expected an object of options (size, rows, columns, layout); got undefined.',
    );
  });
});
