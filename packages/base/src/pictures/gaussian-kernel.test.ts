import { expect, it } from 'vitest';
import { gaussianKernel, mirroredIndex } from './gaussian-kernel.js';

it('gaussianKernel is normalised, symmetric and cut off at four standard deviations', () => {
  const kernel = gaussianKernel(1.5);
  expect(kernel).toHaveLength(13);
  expect(kernel.reduce((a, b) => a + b)).toBeCloseTo(1, 15);
  expect([...kernel].reverse()).toEqual([...kernel]);
  expect((kernel[7] ?? 0) / (kernel[6] ?? 0)).toBeCloseTo(Math.exp(-1 / 4.5), 14);
  expect([...gaussianKernel(0.1)]).toEqual([1]);
});

it('mirroredIndex mirrors at the edges: … 1 0 | 0 1 2 | 2 1 …', () => {
  const indices = Array.from({ length: 11 }, (_, i) => mirroredIndex(i - 4, 3));
  expect(indices).toEqual([2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0]);
  expect(mirroredIndex(-7, 1)).toBe(0);
});
