import { dot } from '@csm/base';
import { describe, expect, it } from 'vitest';
import { roundTissue } from '../../../test/round-tissue.js';
import { spatialModes } from './spatial-modes.js';

describe('spatialModes', () => {
  it.each([60, 300])('are orthonormal fields with mean 0 over %d spots, smooth ones first', (count) => {
    const { x, y } = roundTissue(count);
    const modes = spatialModes({ x, y });
    expect(modes.length).toBe(Math.min(count, 200) - 1);
    for (const [k, mode] of modes.entries()) {
      expect(Math.abs(mode.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-9);
      for (const [l, other] of modes.slice(0, k + 1).entries()) {
        expect(Math.abs(dot(mode, other, count) - (k === l ? 1 : 0))).toBeLessThan(1e-9);
      }
    }
    // The first two modes of a disc are its left and right, and its upper and lower half.
    const linear = [x, y].map((axis) =>
      modes.slice(0, 2).reduce((sum, mode) => sum + dot(mode, Float64Array.from(axis), count) ** 2, 0),
    );
    for (const [i, axis] of [x, y].entries()) {
      const mean = axis.reduce((a, b) => a + b, 0) / count;
      expect(linear[i]! / axis.reduce((sum, value) => sum + (value - mean) ** 2, 0)).toBeGreaterThan(0.85);
    }
  });

  it('are nearly eigenvectors of the kernel of all spots, if only 200 of them are used', () => {
    // An irregular density: the 200 spots stand for different numbers of others. Without these weights the cosines are down to 0.986.
    const { x, y } = roundTissue(330);
    for (const [i, value] of x.entries()) if (value > 0) x[i] = value * (1 + (i % 3) / 6);
    const modes = spatialModes({ x, y });
    const centre = [x, y].map((axis) => axis.reduce((a, b) => a + b, 0) / 330);
    const squares = x.map((value, i) => (value - centre[0]!) ** 2 + (y[i]! - centre[1]!) ** 2);
    const length = Math.sqrt((8 * squares.reduce((a, b) => a + b, 0)) / 330) / 8;
    for (const [k, mode] of modes.slice(0, 8).entries()) {
      const product = Float64Array.from(x, (a, i) =>
        mode.reduce(
          (sum, value, j) => sum + value * Math.exp(-Math.hypot(a - x[j]!, y[i]! - y[j]!) / length),
          0,
        ),
      );
      const mean = product.reduce((a, b) => a + b, 0) / 330;
      const centred = product.map((value) => value - mean);
      const cosine = dot(centred, mode, 330) / Math.sqrt(dot(centred, centred, 330));
      expect(cosine, `mode ${k}`).toBeGreaterThan(0.998);
    }
  });
});
