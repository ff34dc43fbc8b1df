import { describe, expect, it } from 'vitest';
import { quadratureRule } from './quadrature.js';

/** python3 -c "import numpy as np; x, w = np.polynomial.legendre.leggauss(5); print((1 + x)/2, w/2)" */
const NUMPY_5 = {
  points: [0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.9530899229693319],
  weights: [
    0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324, 0.11846344252809454,
  ],
};

describe('quadratureRule', () => {
  it("has numpy's Gauss–Legendre points and weights", () => {
    const { points, weights } = quadratureRule('test', 'gauss-legendre', 5);
    points.forEach((point, i) => {
      expect(point).toBeCloseTo(NUMPY_5.points[i]!, 14);
      expect(weights[i]!).toBeCloseTo(NUMPY_5.weights[i]!, 14);
    });
  });

  it.each([1, 2, 3, 10, 50, 500])('integrates polynomials of degree 2n − 1 exactly, n = %i', (n) => {
    const { points, weights } = quadratureRule('test', 'gauss-legendre', n);
    for (const degree of [0, 1, n, 2 * n - 1]) {
      const integral = points.reduce((sum, point, i) => sum + weights[i]! * point ** degree, 0);
      expect(integral * (degree + 1)).toBeCloseTo(1, 11);
    }
  });

  it.each(['riemann-left', 'riemann-right', 'riemann-middle', 'trapezoid'] as const)(
    '%s weights add up to 1',
    (kind) => {
      const { points, weights } = quadratureRule('test', kind, 7);
      expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
      expect([points.length, Math.min(...points) >= 0, Math.max(...points) <= 1]).toEqual([7, true, true]);
    },
  );
});
