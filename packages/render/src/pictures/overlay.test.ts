import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { overlay } from './overlay.js';
import { renderImage } from './render-image.js';
import { renderMap } from './render-map.js';

const image = ndarray([0, 0, 0, 1, 1, 1, 0.5, 0, 1, 0.2, 0.4, 0.6], [2, 2, 3]);
const map = ndarray([-1, 0, 0.5, 1], [2, 2]);
const clip = [0, 100] as const;

describe('overlay', () => {
  test('opacity 0 shows the input, opacity 1 everywhere shows the map', () => {
    expect(overlay(image, map, { opacity: 0, keepColors: true }).data).toEqual(renderImage(image).data);
    expect(overlay(image, map, { opacity: 1, opacityBy: 'uniform', clip }).data).toEqual(
      renderMap(map, { clip }).data,
    );
  });

  test('blends in proportion to the magnitude', () => {
    const { data } = overlay(image, map, { opacity: 0.8, keepColors: true, clip });
    // Pixel 0: 0.2 · black + 0.8 · (5, 48, 97). Pixel 1: the map is 0, so the input is shown. Pixel 3: 0.2 · (51,
    // 102, 153) + 0.8 · (103, 0, 31).
    expect([...data.slice(0, 8)]).toEqual([4, 38, 78, 255, 255, 255, 255, 255]);
    expect([...data.slice(12, 16)]).toEqual([93, 20, 55, 255]);
    // Pixel 2: |v| / limit = 0.5, so a = 0.4.
    const color = renderMap(map, { clip }).data.slice(8, 11);
    for (const [i, below] of [128, 0, 255].entries())
      expect(Math.abs(data[8 + i]! - (0.6 * below + 0.4 * color[i]!))).toBeLessThanOrEqual(0.5);
  });

  test('draws the input in light grey by default, so that all colour comes from the map', () => {
    const { data } = overlay(image, ndarray(new Float32Array(4), [2, 2]));
    for (let i = 0; i < data.length; i += 4) {
      expect(data[i + 1]).toBe(data[i]);
      expect(data[i + 2]).toBe(data[i]);
    }
    expect([data[0], data[4]]).toEqual([100, 255]); // black and white
    // Luma of (51, 102, 153): 0.2126 · 51 + 0.7152 · 102 + 0.0722 · 153 = 94.84; 100 + 155 · 94.84 / 255 = 157.6.
    expect(data[12]).toBe(158);
  });

  test('single-channel inputs and scale', () => {
    const { width, height } = overlay(ndarray([0, 1, 1, 0], [2, 2]), map, { scale: 4 });
    expect([width, height]).toEqual([8, 8]);
  });

  test('takes the range of an image with other values', () => {
    const bytes = ndarray([0, 255, 255, 0], [2, 2]);
    expect(overlay(bytes, map, { range: [0, 255] }).data).toEqual(
      overlay(ndarray([0, 1, 1, 0], [2, 2]), map).data,
    );
    expect(() => overlay(bytes, map)).toThrow(
      'overlay: image must have values in [0, 1]; it holds 255 at row 0, column 1, channel 0; divide bytes by 255, or pass `range`.',
    );
  });

  test.each([
    [{ scale: 1.5 }, /^overlay: scale must be a whole number of at least 1; got 1.5\.$/],
    [{ opacity: 1.1 }, /^overlay: opacity must be a finite number of at least 0 and at most 1; got 1.1\.$/],
    [{ opacityBy: 'x' as never }, /^overlay: opacityBy must be 'magnitude' or 'uniform'; got "x"\.$/],
    [{ colorMap: 'jet' as never }, /^overlay: colorMap must be one of .*; got "jet"\.$/],
  ])('rejects %j', (options, message) => {
    expect(() => overlay(image, map, options)).toThrow(message);
  });

  test('rejects different sizes and NaN', () => {
    expect(() => overlay(image, ndarray([1, 2], [1, 2]))).toThrow(
      'overlay: image and map must have the same size; got 2×2 and 1×2 (height×width).',
    );
    expect(() => overlay(image, ndarray([1, 2, 3, Number.NaN], [2, 2]))).toThrow(
      /^overlay: map must be finite; it holds NaN at row 1, column 1, channel 0\.$/,
    );
  });
});
