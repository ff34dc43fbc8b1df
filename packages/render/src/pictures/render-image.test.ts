import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { renderImage } from './render-image.js';

describe('renderImage', () => {
  test('RGB, rounded to the nearest byte', () => {
    const { width, height, data } = renderImage(ndarray([0, 0.5, 1, 0.2, 0.4, 0.6], [1, 2, 3]));
    expect([width, height]).toEqual([2, 1]);
    expect([...data]).toEqual([0, 128, 255, 255, 51, 102, 153, 255]);
  });

  test('greyscale with and without the channel axis', () => {
    const values = [0, 0.25, 0.5, 1];
    const flat = renderImage(ndarray(values, [2, 2]));
    expect([...flat.data.filter((_, i) => i % 4 === 0)]).toEqual([0, 64, 128, 255]);
    expect(renderImage(ndarray(values, [2, 2, 1])).data).toEqual(flat.data);
  });

  test('a single channel by a colour map, over a range', () => {
    const { data } = renderImage(ndarray([-5, 0, 12], [1, 3]), { colorMap: 'viridis', range: [0, 10] });
    expect([...data]).toEqual([68, 1, 84, 255, 68, 1, 84, 255, 253, 231, 37, 255]);
  });

  test('bears the overshoot of float arithmetic', () => {
    expect([...renderImage(ndarray([1.0000002, -1e-7], [1, 2])).data]).toEqual([
      255, 255, 255, 255, 0, 0, 0, 255,
    ]);
  });

  test.each([
    [ndarray([200, 3, 4], [1, 1, 3]), {}, /^renderImage: the image holds 200 .* divide bytes by 255/],
    [ndarray([Number.NaN], [1, 1]), { range: [0, 9] }, /NaN at row 0, column 0/],
    [ndarray([1, 1], [1, 1, 2]), {}, /expected 1 or 3 channels, got 2/],
    [ndarray([1, 1, 1], [1, 1, 3]), { colorMap: 'gray' }, /single-channel/],
    [ndarray([1], [1, 1]), { scale: 0 }, /^renderImage: expected a whole scale factor of 1 or more, got 0/],
    [ndarray([1], [1, 1]), { range: [2, 2] }, /low < high/],
    [ndarray([], [0, 0]), {}, /empty/],
    [ndarray([1, 1, 1], [3]), {}, /expected an image of shape/],
  ] as const)('rejects bad input (%#)', (image, options, message) => {
    expect(() => renderImage(image, options as object)).toThrow(message);
  });
});
