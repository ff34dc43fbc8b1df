import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { featureSums } from './feature-sums.js';

const maps = (values: number[], shape: number[]) => ndarray(Float32Array.from(values), shape);

describe('featureSums', () => {
  it('sums values or magnitudes per label, by hand', () => {
    const features = ndarray(Int32Array.of(7, 7, 2, 7), [4]);
    const map = maps([1, -2, 4, 8], [1, 4]);
    expect(featureSums(map, { features })).toEqual([Float64Array.of(7, 4)]);
    expect(featureSums(map, { features, of: 'magnitudes' })).toEqual([Float64Array.of(11, 4)]);
  });

  it('takes each number of a table, and 8 × 8 patches of a picture in either layout', () => {
    expect(featureSums(maps([1, 2, 3], [1, 3]))).toEqual([Float64Array.of(1, 2, 3)]);
    const values = Array.from({ length: 16 * 24 * 3 }, (_, i) => i % 7);
    const [sums] = featureSums(maps(values, [1, 16, 24, 3]));
    expect(sums).toHaveLength(64);
    // The first patch has rows 0 and 1 and columns 0 to 2 of all channels.
    const first = [0, 1].flatMap((y) => values.slice(y * 72, y * 72 + 9)).reduce((a, b) => a + b);
    expect(sums?.[0]).toBe(first);
    const last = ndarray(Float32Array.from(values), [1, 16, 24, 3]).transpose(0, 3, 1, 2);
    expect(featureSums(last, { layout: 'channelsFirst' })[0]).toEqual(sums);
  });

  it('adds up to the sum of the map, with the features of each input', () => {
    const number = fc.float({ min: -100, max: 100, noNaN: true });
    const labels = fc.array(fc.nat(3), { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(number, { minLength: 10, maxLength: 10 }), labels, (values, own) => {
        const features = ndarray(Int32Array.from(own), [2, 5]);
        const sums = featureSums(maps(values, [2, 5]), { features });
        for (const [i, of] of sums.entries()) {
          const all = values.slice(5 * i, 5 * i + 5).reduce((a, b) => a + b, 0);
          expect(of.reduce((a, b) => a + b, 0)).toBeCloseTo(all, 3);
        }
      }),
    );
  });

  it('refuses what does not fit', () => {
    const features = ndarray(Int32Array.of(0, 1), [2]);
    expect(() => featureSums(maps([1, 2, 3], [1, 3]), { features })).toThrow(
      /featureSums: features must be labels/,
    );
    expect(() => featureSums(maps([1], [1]))).toThrow(/featureSums: maps must have a batch axis/);
  });
});
