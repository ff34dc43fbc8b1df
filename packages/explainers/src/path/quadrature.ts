import { checkOneOf } from '@csm/base';

/** The quadrature rule for the integral over the path from 0 to 1. */
export type Quadrature = 'gauss-legendre' | 'riemann-left' | 'riemann-right' | 'riemann-middle' | 'trapezoid';

/** The rules' names in figures. */
export const QUADRATURE_NAMES: Readonly<Record<Quadrature, string>> = {
  'gauss-legendre': 'Gauss–Legendre',
  'riemann-left': 'left Riemann sum',
  'riemann-right': 'right Riemann sum',
  'riemann-middle': 'midpoint rule',
  trapezoid: 'trapezoidal rule',
};

/** Points in [0, 1] and their weights; the weights add up to 1. */
export interface QuadratureRule {
  readonly points: readonly number[];
  readonly weights: readonly number[];
}

/** The rule of a kind with n points. @throws if the kind is unknown. */
export function quadratureRule(caller: string, kind: Quadrature, n: number): QuadratureRule {
  checkOneOf(caller, 'quadrature', kind, Object.keys(QUADRATURE_NAMES));
  const equal = Array.from({ length: n }, () => 1 / n);
  const at = (shift: number) => equal.map((_, i) => (i + shift) / n);
  switch (kind) {
    case 'gauss-legendre':
      return gaussLegendre(n);
    case 'riemann-left':
      return { points: at(0), weights: equal };
    case 'riemann-right':
      return { points: at(1), weights: equal };
    case 'riemann-middle':
      return { points: at(0.5), weights: equal };
    case 'trapezoid':
      return {
        points: equal.map((_, i) => i / (n - 1)),
        weights: equal.map((_, i) => (i === 0 || i === n - 1 ? 0.5 : 1) / (n - 1)),
      };
  }
}

/**
 * Gauss–Legendre points are the roots of the Legendre polynomial Pₙ, found by Newton's method from the usual cosine guess; the
 * weights are 2 / ((1 − x²) Pₙ′(x)²); both are mapped from [−1, 1] to [0, 1].
 */
function gaussLegendre(n: number): QuadratureRule {
  const points: number[] = [];
  const weights: number[] = [];
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    let change = 1;
    for (let iteration = 0; Math.abs(change) > 1e-15 && iteration < 100; iteration++) {
      const { value, derivative } = legendre(n, x);
      slope = derivative;
      change = value / derivative;
      x -= change;
    }
    points.push((1 + x) / 2);
    weights.push(1 / ((1 - x * x) * slope * slope));
  }
  return { points, weights };
}

/** Pₙ(x) and its derivative, by (k + 1) Pₖ₊₁ = (2k + 1) x Pₖ − k Pₖ₋₁. */
function legendre(n: number, x: number): { value: number; derivative: number } {
  let previous = 1;
  let value = x;
  for (let k = 1; k < n; k++) {
    [previous, value] = [value, ((2 * k + 1) * x * value - k * previous) / (k + 1)];
  }
  return { value, derivative: (n * (x * value - previous)) / (x * x - 1) };
}
