import fc from 'fast-check';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { normals } from '../../test/small-vae.js';
import { complexity } from './complexity.js';
import { sparseness } from './sparseness.js';

const one = (values: readonly number[]) => ndarray(Float32Array.from(values), [1, values.length]);

describe('sparseness', () => {
  it('is half the mean absolute difference over the mean, by definition', () => {
    const value = fc.float({ min: -8, max: 8, noNaN: true });
    const maps = fc.array(value, { minLength: 2, maxLength: 9 }).filter((map) => map.some((m) => m !== 0));
    fc.assert(
      fc.property(maps, (map) => {
        const magnitudes = map.map(Math.abs);
        const pairs = magnitudes.flatMap((a) => magnitudes.map((b) => Math.abs(a - b)));
        const difference = pairs.reduce((a, b) => a + b) / pairs.length;
        const mean = magnitudes.reduce((a, b) => a + b) / magnitudes.length;
        expect(sparseness(one(map))[0]).toBeCloseTo(difference / 2 / mean, 10);
      }),
      { seed: 1 },
    );
  });

  it('has its closed forms: 0 for equal magnitudes, 1 − 1/d for a single one, √2 − 1 for normal noise', () => {
    expect(sparseness(one([2, -2, 2, -2]))[0]).toBe(0);
    expect(sparseness(one([0, 0, -3, 0]))[0]).toBeCloseTo(3 / 4, 15);
    expect(sparseness(one([0, 0, 0]))[0]).toBeNaN();
    // The standard error at 20,000 draws is about 0.002.
    expect(Math.abs(sparseness(normals([1, 20_000], 1))[0]! - (Math.SQRT2 - 1))).toBeLessThan(0.01);
  });
});

describe('complexity', () => {
  it('has its closed forms: ln d for equal magnitudes, 0 for a single one, ln d − 0.284 for normal noise', () => {
    expect(complexity(one([2, -2, 2, -2]))[0]).toBeCloseTo(Math.log(4), 14);
    expect(complexity(one([0, 0, -3, 0]))[0]).toBe(0);
    expect(complexity(one([0, 0, 0]))[0]).toBeNaN();
    // Of the half-normal: E[x ln x] / E[x] = (ln 2 − γ) / 2, and ln E[x] = ln(2 / π) / 2.
    const loss = (Math.LN2 - 0.5772156649) / 2 - Math.log(2 / Math.PI) / 2;
    expect(Math.abs(complexity(normals([1, 20_000], 1))[0]! - (Math.log(20_000) - loss))).toBeLessThan(0.02);
  });

  it('of two parts is that of the parts and of the shares between them', () => {
    // The chain rule of entropy: H(p) = H(w) + Σ w_k H(p | k).
    const value = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 2, maxLength: 6 }),
        fc.array(value, { minLength: 1 }),
        (a, b) => {
          const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
          const w = sum(a) / (sum(a) + sum(b));
          const h = (values: number[]) => complexity(one(values))[0]!;
          const expected = h([sum(a), sum(b)]) + w * h(a) + (1 - w) * h(b);
          expect(h([...a, ...b])).toBeCloseTo(expected, 6);
        },
      ),
      { seed: 1 },
    );
  });
});

it('both sum channels, ignore the scale, and reject NaN and infinity', () => {
  const maps = ndarray(Float32Array.from([3, -1, 1, 1, 0, 0, -2, -2]), [1, 2, 2, 2]);
  for (const measure of [sparseness, complexity]) {
    expect(measure(maps)[0]).toBeCloseTo(measure(one([20, 20, 0, -40]))[0]!, 12);
    const magnitudes = measure(maps, { channels: 'sumOfMagnitudes' });
    expect(magnitudes[0]).toBeCloseTo(measure(one([4, 2, 0, 4]))[0]!, 12);
    expect(() => measure(one([1, Number.NaN]))).toThrow(/map 0 holds NaN/);
    // The entropy of such a map would be 0, the best value.
    expect(() => measure(one([1, -1 / 0]))).toThrow(/map 0 holds -Infinity; expected finite numbers/);
  }
});
