import ndarray from 'ndarray';
import { describe, expect, test } from 'vitest';
import { displayRange } from './display-range.js';

/** 60 distinct values in [offset, 1 + offset), scattered. */
const scattered = (offset: number) =>
  ndarray(
    Float64Array.from({ length: 60 }, (_, i) => ((i * 7919) % 1009) / 1009 + offset),
    [6, 10],
  );

describe('displayRange', () => {
  test('percentiles interpolate linearly, computed by hand: for 1…10, ranks 1 + 9 · 0.005 = 1.045 and 9.955', () => {
    const { low, high, limit } = displayRange(ndarray([10, 2, 8, 4, 6, 5, 7, 3, 9, 1], [2, 5]));
    expect(low).toBeCloseTo(1.045, 12);
    expect(high).toBeCloseTo(9.955, 12);
    expect(limit).toBe(high);
    expect(displayRange(ndarray([10, 2, 8, 4, 6, 5, 7, 3, 9, 1], [2, 5]), { clip: [25, 100] }).low).toBe(
      3.25,
    );
  });

  // python3, numpy 2.4.6: a = np.array([((i*7919)%1009)/1009+offset for i in range(60)]); np.percentile(a, [0.5, 99.5]);
  // for magnitude np.percentile(np.abs(a), [0.5, 99.5])
  test.each([
    ['signed', -0.3, -0.2926907829534192, 0.6875569871159565, 0.6875569871159565],
    ['signed', 0.2, 0.20730921704658078, 1.1875569871159564, 1.1875569871159564],
    ['signed', -1.5, -1.4926907829534193, -0.5124430128840436, 1.4926907829534193],
    ['magnitude', -0.3, 0.008763131813676897, 0.6875569871159565, 0.6875569871159565],
    ['magnitude', -1.5, 0.5124430128840436, 1.4926907829534193, 1.4926907829534193],
  ] as const)('%s, offset %f: as numpy', (kind, offset, low, high, limit) => {
    const range = displayRange(scattered(offset), { kind });
    expect(range.low).toBeCloseTo(low, 14);
    expect(range.high).toBeCloseTo(high, 14);
    expect(range.limit).toBeCloseTo(limit, 14);
  });

  test('sums channels before it takes the magnitude', () => {
    const map = ndarray([1, -4, 2, 2, -3, 1], [1, 3, 2]); // sums −3, 4, −2
    expect(displayRange(map, { clip: [0, 100] })).toEqual({ low: -3, high: 4, limit: 4, range: [-4, 4] });
    expect(displayRange(map, { clip: [0, 100], kind: 'magnitude' })).toEqual({
      low: 2,
      high: 4,
      limit: 4,
      range: [0, 4],
    });
  });

  test('reads views with any strides', () => {
    const batch = ndarray(
      Float32Array.from({ length: 24 }, (_, i) => i),
      [2, 3, 4],
    );
    const view = batch.pick(1, null, null).transpose(1, 0);
    expect(displayRange(view, { clip: [0, 100] })).toEqual({
      low: 12,
      high: 23,
      limit: 23,
      range: [-23, 23],
    });
  });

  test('minMax: from the smallest to the largest value of the clipped map', () => {
    const map = ndarray([-8, -2, 1, 4], [2, 2]);
    const whole = { kind: 'minMax', clip: [0, 100] } as const;
    expect(displayRange(map, whole)).toEqual({ low: -8, high: 4, limit: 8, range: [-8, 4] });
    // Ranks 0.75 and 2.25 of 0 to 3: −8 + 0.75 · 6 and 1 + 0.25 · 3.
    const quartiles = { kind: 'minMax', clip: [25, 75] } as const;
    expect(displayRange(map, quartiles)).toEqual({ low: -3.5, high: 1.75, limit: 3.5, range: [-3.5, 1.75] });
    // Values below a positive lower percentile count as 0.
    const positive = ndarray([1, 2, 3, 4, 5], [1, 5]);
    expect(displayRange(positive, quartiles)).toEqual({ low: 2, high: 4, limit: 4, range: [0, 4] });
    expect(displayRange(ndarray([-3, -3], [1, 2]), whole).range).toEqual([-3, -3]);
  });

  test('a map whose percentiles are both 0 is not drawn blank', () => {
    const sparse = ndarray(new Float32Array(1000), [25, 40]);
    sparse.set(3, 3, -0.25);
    expect(displayRange(sparse)).toEqual({ low: 0, high: 0, limit: 0.25, range: [-0.25, 0.25] });
    expect(displayRange(ndarray(new Float32Array(9), [3, 3])).limit).toBe(0);
  });

  test.each([
    [
      ndarray([1, Number.NaN], [1, 2]),
      /^displayRange: map must be finite; it holds NaN at row 0, column 1, channel 0\.$/,
    ],
    [
      ndarray([1, 2, 3, Number.POSITIVE_INFINITY], [1, 2, 2]),
      /it holds Infinity at row 0, column 1, channel 1\.$/,
    ],
    [ndarray([1, 2], [2]), /map must have shape \[height, width\] or .*; got \[2\]\.$/],
    [ndarray([1], [1, 1, 1, 1]), /got \[1,1,1,1\]; select one of the batch with \.pick\(index\)\.$/],
    [ndarray([], [0, 3]), /map must not be empty; got shape \[0,3\]\.$/],
    [ndarray([1], [2, 1]), /^displayRange, map: the ndarray of shape \[2,1\] reaches outside its 1 numbers/],
    [[1, 2] as never, /^displayRange, map: expected an ndarray; got an array\.$/],
  ])('rejects bad maps (%#)', (map, message) => {
    expect(() => displayRange(map)).toThrow(message);
  });

  test.each([[[99, 1]], [[5, 5]], [[-1, 50]], [[0, 101]], [[Number.NaN, 99]]])('rejects clip %j', (clip) => {
    expect(() => displayRange(ndarray([1], [1, 1]), { clip: clip as [number, number] })).toThrow(
      /^displayRange: clip must be two percentiles, 0 ≤ lower < upper ≤ 100; got \[.*\]\.$/,
    );
  });
});
