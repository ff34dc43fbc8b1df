import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { incompleteBeta } from './special-functions.js';

const expectRelative = (value: number, expected: number, tolerance: number) =>
  expect(Math.abs(value / expected - 1)).toBeLessThan(tolerance);

describe('incompleteBeta', () => {
  /** mpmath 1.3: mp.dps = 50; for x, a, b in …: float(mp.betainc(a, b, 0, x, regularized=True)) */
  it.each([
    [0.5, 0.5, 0.5, 0.5],
    [0.1, 0.5, 0.5, 0.20483276469913345],
    [0.9, 9, 0.5, 0.17436348839887048],
    [0.3, 9, 0.5, 4.274848617941793e-6],
    [0.999, 9, 0.5, 0.8947092286744606],
    [1e-6, 9, 0.5, 1.854706645165058e-55],
    [0.5, 199, 0.5, 7.017663126568686e-62],
    [0.99, 199, 0.5, 0.04563502266974193],
    [0.05, 199, 0.5, 5.103142110492588e-261],
    [0.9999, 5000, 0.5, 0.31731050725795346],
    [0.999, 99999, 0.5, 1.9885702847531393e-45],
    [0.7, 2, 3, 0.9163],
    [0.25, 12.5, 30.25, 0.28148578681621783],
    [0.9, 0.1, 7, 0.999999998031793],
  ])('I_%d(%d, %d) is as mpmath computes it', (x, a, b, expected) => {
    expectRelative(incompleteBeta(x, a, b), expected, 2e-13);
  });

  const shape = fc.double({ min: 0.1, max: 300, noNaN: true });
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

  it('satisfies I_x(a, 1) = x^a (DLMF 8.17.7) and I_x(1, b) = 1 − (1 − x)^b', () => {
    fc.assert(
      fc.property(share, shape, (x, a) => {
        expect(incompleteBeta(x, a, 1)).toBeCloseTo(x ** a, 13);
        expect(incompleteBeta(x, 1, a)).toBeCloseTo(1 - (1 - x) ** a, 13);
      }),
      { seed: 1 },
    );
  });

  it('satisfies the recurrence I_x(a, b) = x I_x(a − 1, b) + (1 − x) I_x(a, b − 1) (DLMF 8.17.12)', () => {
    fc.assert(
      fc.property(share, shape, shape, (x, a, b) => {
        const right = x * incompleteBeta(x, a, b + 1) + (1 - x) * incompleteBeta(x, a + 1, b);
        expect(incompleteBeta(x, a + 1, b + 1)).toBeCloseTo(right, 12);
      }),
      { seed: 1 },
    );
  });

  it('is 0 at 0 and 1 at 1', () => {
    expect([incompleteBeta(0, 3, 0.5), incompleteBeta(1, 3, 0.5)]).toEqual([0, 1]);
  });
});
