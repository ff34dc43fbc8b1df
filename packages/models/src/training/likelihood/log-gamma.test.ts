import { describe, expect, it } from 'vitest';
import { digammaRise, logGamma, logGammaRise } from './log-gamma.js';

/** z, x, lnΓ(z + x) − lnΓ(z) − x ln(1 + z) and its derivative by z, computed with mpmath to 40 digits. */
const RISES = [
  [1e-6, 1, -13.8155115579638, 999999.000001],
  [1e-6, 5000, 37568.8058142242, 995009.099307203],
  [0.3, 2, -1.46633706879343, 2.56410256410256],
  [3, 100_000, 912692.118520882, -24989.4098338704],
  [50, 1, -0.0198026272961797, 0.000392156862745098],
  [1e4, 7, 0.001399580144609991, -1.39916043377332e-7],
  [1e9, 40, 7.399999897500002e-7, -7.399999795e-16],
  [1e20, 1000, 4.98497352601077e-15, -4.985e-35],
] as const;

describe('logGamma', () => {
  it('is the logarithm of the factorial', () => {
    let logarithm = 0;
    for (let n = 1; n <= 170; n++) {
      expect(logGamma(n)).toBeCloseTo(logarithm, 11);
      logarithm += Math.log(n);
    }
  });

  it('is ln √π at ½, and −ln z near 0', () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 13);
    expect(logGamma(1e-12)).toBeCloseTo(12 * Math.log(10), 10);
  });
});

describe('the rise of lnΓ and its derivative', () => {
  it.each(RISES)('from %d by %d are those of mpmath', (z, x, value, slope) => {
    // Terms of the size of x are rounded in float64.
    expect(Math.abs(logGammaRise(z, x) - value)).toBeLessThan(1e-14 * (10 + 20 * x));
    expect(Math.abs(digammaRise(z, x) - slope)).toBeLessThan(
      1e-14 * (1 + Math.abs(slope)) * Math.min(1, (20 * x) / z + 1e-3),
    );
  });

  it('is 0 for a count of 0', () => {
    for (const z of [1e-6, 1, 20, 1e9]) {
      expect(logGammaRise(z, 0)).toBe(0);
      expect(digammaRise(z, 0)).toBe(0);
    }
  });
});
