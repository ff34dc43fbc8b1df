import { describe, expect, it } from 'vitest';
import { erfc } from './erfc.js';

const expectRelative = (value: number, expected: number, tolerance: number) =>
  expect(Math.abs(value / expected - 1)).toBeLessThan(tolerance);

describe('erfc', () => {
  /** mpmath 1.3: mp.dps = 50; float(mp.erfc(x)) */
  it.each([
    [0, 1.0],
    [0.001, 0.9988716212090307],
    [0.3, 0.6713732405408726],
    [0.7, 0.32219880616258156],
    [0.99, 0.1614919304446302],
    [1, 0.15729920705028513],
    [1.01, 0.1531895037717233],
    [1.5, 0.033894853524689274],
    [2, 0.004677734981047266],
    [3.5, 7.430983723414128e-7],
    [6, 2.1519736712498913e-17],
    [12.2321, 4.8027467693372716e-67],
    [26, 5.663192408856143e-296],
  ])('erfc(%d) is as mpmath computes it', (x, expected) => {
    expectRelative(erfc(x), expected, 2e-13);
  });

  it('has the derivative −2 exp(−x²) / √π (DLMF 7.10.1), also where the two methods meet', () => {
    for (const x of [0.2, 0.7, 1 - 1e-5, 1, 1.4, 3]) {
      const h = 1e-5;
      const slope = (erfc(x + h) - erfc(x - h)) / (2 * h);
      expectRelative(slope, (-2 * Math.exp(-x * x)) / Math.sqrt(Math.PI), 1e-8);
    }
  });
});
