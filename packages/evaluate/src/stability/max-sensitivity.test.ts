import { rows } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gradients, inputs, weights } from '../../test/linear-score.js';
import { maxSensitivity } from './max-sensitivity.js';

describe('maxSensitivity', () => {
  it('takes colour pictures of 256 × 256', async () => {
    const ones = ndarray(new Float32Array(256 * 256 * 3).fill(1), [1, 256, 256, 3]);
    const [found] = await maxSensitivity(async (x) => x, ones, { samples: 1, radius: 0.3 });
    // √(mean δ²) of 196,608 uniform draws: 0.3 / √3, relative standard error √(4/5 / 196608) / 2 = 0.001.
    expect(Math.abs(found! / (0.3 / Math.sqrt(3)) - 1)).toBeLessThan(0.01);
  });

  it('is 0 for constant maps, and follows the closed form for input × gradient of a linear score', async () => {
    const constant = await maxSensitivity(async () => gradients, inputs);
    expect([...constant]).toEqual([0, 0]);
    const timesInput = async (x: NdArray) =>
      ndarray(
        Float32Array.from(
          [...rows(x)].flatMap((row) => Array.from(row, (value, at) => value * weights[at]!)),
        ),
        [2, 6],
      );
    const found = await maxSensitivity(timesInput, inputs, { radius: 0.1, samples: 400 });
    [...rows(inputs)].forEach((row, i) => {
      // The maximum is at a corner of the cube; some of the 400 draws come close.
      const most = 0.1 * Math.hypot(...weights);
      const bound = most / Math.hypot(...row.map((value, at) => value * weights[at]!));
      expect(found[i]).toBeLessThanOrEqual(bound * (1 + 1e-5));
      expect(found[i]).toBeGreaterThan(0.7 * bound);
    });
  });
});
