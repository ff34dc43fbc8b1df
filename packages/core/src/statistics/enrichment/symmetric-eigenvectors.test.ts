import { describe, expect, it } from 'vitest';
import { sines } from '../../../test/sines.js';
import { symmetricEigenvectors } from './symmetric-eigenvectors.js';

describe('symmetricEigenvectors', () => {
  it('has the closed form of a chain: 2 cos(πk / (n + 1)), with sines as vectors', () => {
    const size = 9;
    const chain = Array.from({ length: size }, (_, i) =>
      Float64Array.from({ length: size }, (_, j) => (Math.abs(i - j) === 1 ? 1 : 0)),
    );
    const { values, vectors } = symmetricEigenvectors(chain);
    for (const [k, value] of values.entries()) {
      const angle = (Math.PI * (k + 1)) / (size + 1);
      expect(value).toBeCloseTo(2 * Math.cos(angle), 13);
      const product = vectors[k]!.reduce((sum, entry, i) => sum + entry * Math.sin(angle * (i + 1)), 0);
      expect(Math.abs(product)).toBeCloseTo(Math.sqrt((size + 1) / 2), 12);
    }
  });

  it('reproduces any symmetric matrix', () => {
    const size = 30;
    const numbers = sines(size * size, 4);
    const entry = (i: number, j: number) => numbers[Math.min(i, j) * size + Math.max(i, j)]!;
    const matrix = () =>
      Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => entry(i, j)));
    const { values, vectors } = symmetricEigenvectors(matrix());
    expect(values).toEqual([...values].sort((a, b) => b - a));
    for (const [i, row] of matrix().entries()) {
      for (const [j, expected] of row.entries()) {
        const sum = values.reduce((total, value, k) => total + value * vectors[k]![i]! * vectors[k]![j]!, 0);
        expect(sum).toBeCloseTo(expected, 12);
      }
    }
  });
});
