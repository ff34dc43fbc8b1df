import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../random/keyed-random.js';
import { isRounding } from './is-rounding.js';
import { meanOfRows } from './mean-of-rows.js';

/** The difference of the means of two sets of rows, and whether it is rounding. */
function compared(a: readonly Float32Array[], b: readonly Float32Array[]): boolean {
  const [first, second] = [meanOfRows(a, a.length), meanOfRows(b, b.length)];
  const all = [...a, ...b];
  return isRounding(
    first.map((value, k) => value - second[k]!),
    all.length,
    (i, k) => all[i]![k]!,
  );
}

describe('isRounding', () => {
  it.each([1, 7, 100, 3000])('is true of %i equal rows, and of a set and its reverse', (count) => {
    const random = keyedRandom('rounding', count);
    const row = () => Float32Array.from({ length: 4 }, () => random() - 0.5);
    const same = row();
    expect(compared(Array(count).fill(same), Array(count + 3).fill(same))).toBe(true);
    const set = Array.from({ length: count }, row);
    expect(compared(set, set.toReversed())).toBe(true);
  });

  it.each([1, 7, 100, 3000])('is false if one of %i rows differs by the last bit of float32', (count) => {
    const same = Float32Array.of(0, 0.7, 0.1);
    const other = Float32Array.of(0, 0.7, 0.1 * (1 + 2 ** -23));
    expect(other[2]).not.toBe(same[2]);
    expect(compared(Array(count).fill(same), [...Array(count - 1).fill(same), other])).toBe(false);
  });

  it('is false of NaN, and true of zeros', () => {
    expect(isRounding([Number.NaN], 2, () => 1)).toBe(false);
    expect(isRounding([0, 0], 2, () => 0)).toBe(true);
  });
});
