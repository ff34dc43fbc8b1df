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

  test('draws a single channel with a colour map over a range', () => {
    const { data } = renderImage(ndarray([-5, 0, 12], [1, 3]), { colorMap: 'viridis', range: [0, 10] });
    expect([...data]).toEqual([68, 1, 84, 255, 68, 1, 84, 255, 253, 231, 37, 255]);
  });

  test('accepts the overshoot of float arithmetic', () => {
    expect([...renderImage(ndarray([1.0000002, -1e-7], [1, 2])).data]).toEqual([
      255, 255, 255, 255, 0, 0, 0, 255,
    ]);
  });

  test.each([
    [
      ndarray([200, 3, 4], [1, 1, 3]),
      {},
      /^renderImage: image must have values in \[0, 1\]; it holds 200 at row 0, column 0, channel 0; divide bytes by 255, or pass `range`\.$/,
    ],
    [
      ndarray([Number.NaN], [1, 1]),
      { range: [0, 9] },
      /^renderImage: image must be finite; it holds NaN at row 0, column 0, channel 0\.$/,
    ],
    [ndarray([1, 1], [1, 1, 2]), {}, /image must have 1 or 3 channels; got 2 \(shape \[1,1,2\]\)\.$/],
    [
      ndarray([1, 1, 1], [1, 1, 3]),
      { colorMap: 'gray' },
      /^renderImage: colorMap is for single-channel images; the image has 3 channels\.$/,
    ],
    [
      ndarray([1], [1, 1]),
      { scale: 0 },
      /^renderImage: scale must be a whole number of at least 1; got 0\.$/,
    ],
    [
      ndarray([1], [1, 1]),
      { range: [2, 2] },
      /^renderImage: range must be two finite numbers, low < high; got \[2,2\]\.$/,
    ],
    [ndarray([], [0, 0]), {}, /^renderImage: image must not be empty; got shape \[0,0\]\.$/],
    [
      ndarray([1, 1, 1], [3]),
      {},
      /^renderImage: image must have shape \[height, width\] or \[height, width, channels\]; got \[3\]\.$/,
    ],
  ] as const)('rejects bad input (%#)', (image, options, message) => {
    expect(() => renderImage(image, options as object)).toThrow(message);
  });
});
