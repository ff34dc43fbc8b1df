import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { channelsLast, pictureLayout } from './image-layout.js';

describe('pictureLayout', () => {
  it.each([[[3, 64, 64]], [[1, 28, 28]], [[4, 32, 16]], [[3, 6, 6]]])(
    'rejects %j without a layout',
    (shape) => {
      expect(() => pictureLayout('f', 'maps', shape, undefined)).toThrow(
        `f: expected the layout of maps; [${shape.join(', ')}] looks like channels-first pictures; pass { layout: 'channelsFirst' }, ` +
          "or { layout: 'channelsLast' } if the first axis is the height.",
      );
      expect(pictureLayout('f', 'maps', shape, 'channelsLast')).toBe('channelsLast');
      expect(pictureLayout('f', 'maps', shape, 'channelsFirst')).toBe('channelsFirst');
    },
  );

  it.each([[[64, 64, 3]], [[28, 28, 1]], [[3, 3, 3]], [[4, 4, 1]], [[3, 64]], [[32, 32, 512]]])(
    'takes %j for channels last',
    (shape) => {
      expect(pictureLayout('f', 'maps', shape, undefined)).toBe('channelsLast');
    },
  );

  it('rejects an unknown layout', () => {
    expect(() => pictureLayout('f', 'maps', [4, 4, 1], 'NCHW' as never)).toThrow(/^f: layout must be /);
  });
});

it('channelsLast moves the channels of one picture and of a batch', () => {
  const values = ndarray(
    Float32Array.from({ length: 24 }, (_, i) => i),
    [2, 3, 4],
  );
  expect(channelsLast(values, 'channelsLast')).toBe(values);
  const last = channelsLast(values, 'channelsFirst');
  expect(last.shape).toEqual([3, 4, 2]);
  expect(last.get(2, 1, 1)).toBe(values.get(1, 2, 1));
  const batch = channelsLast(ndarray(values.data, [1, 2, 3, 4]), 'channelsFirst');
  expect(batch.shape).toEqual([1, 3, 4, 2]);
  expect(batch.get(0, 2, 1, 1)).toBe(values.get(1, 2, 1));
});
