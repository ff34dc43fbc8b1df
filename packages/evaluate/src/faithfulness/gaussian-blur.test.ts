import { rows } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gaussianBlur } from './gaussian-blur.js';

describe('gaussianBlur', () => {
  it('equals scipy', () => {
    // a as in map-similarity.test.ts; g = scipy.ndimage.gaussian_filter(a, 1.5, mode='reflect'); g[0,0], g[4,5], g[8,9], g.sum()
    const a = Float32Array.from({ length: 90 }, (_, i) => Math.sin(i * 0.7) + 0.1 * i);
    const blurred = gaussianBlur(ndarray(a, [1, 9, 10, 1]), 1.5);
    expect(blurred.get(0, 0, 0, 0)).toBeCloseTo(1.423037174615647, 5);
    expect(blurred.get(0, 4, 5, 0)).toBeCloseTo(4.5274703779438585, 5);
    expect(blurred.get(0, 8, 9, 0)).toBeCloseTo(7.374111093867936, 5);
    expect([...rows(blurred)][0]!.reduce((x, y) => x + y, 0)).toBeCloseTo(400.4356403929683, 3);
  });

  it('does not mix channels, and keeps constants', () => {
    const two = Float32Array.from({ length: 50 }, (_, i) => (i % 2 === 0 ? 3 : -1));
    [...rows(gaussianBlur(ndarray(two, [1, 5, 5, 2]), 3))][0]!.forEach((value, i) => {
      expect(value).toBeCloseTo(two[i]!, 5);
    });
  });
});
