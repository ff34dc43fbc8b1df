import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import { gradients, inputs, linear, weights } from '../../test/linear-score.js';
import { infidelities, infidelity } from './infidelity.js';

describe('infidelity', () => {
  it('is 0 for the gradient of a linear score, which explains everything', async () => {
    const found = await infidelity(linear(weights), inputs, gradients, { samples: 20 });
    for (const i of [0, 1]) {
      // The inputs are float32, so squares of rounding errors remain.
      expect(found.infidelity[i]).toBeLessThan(1e-10);
      expect(found.explained[i]).toBeCloseTo(1, 6);
    }
  });

  it('by noise is σ² ‖m − w‖² in expectation, and ofZeros is that of a map of zeros', async () => {
    const maps = ndarray(new Float32Array(12).fill(1), [2, 6]);
    const samples = 4000;
    const [found, zeros, twice] = await infidelities(
      linear(weights),
      inputs,
      [maps, ndarray(new Float32Array(12), [2, 6]), ndarray(new Float32Array(12).fill(2), [2, 6])],
      { samples, noise: 0.5 },
    );
    const distance = weights.reduce((sum, w) => sum + (1 - w) ** 2, 0) / 4;
    // A scaled χ² with one degree of freedom: relative standard error √(2 / samples) = 0.022.
    expect(Math.abs(found!.infidelity[0]! / distance - 1)).toBeLessThan(0.1);
    expect(zeros!.infidelity).toEqual(zeros!.ofZeros);
    expect(zeros!.explained[0]).toBe(0);
    expect(twice!.explained[0]).toBeCloseTo(found!.explained[0]!, 12);
  });

  it('by squares of zeros is 0 for a linear score: the sum of input × gradient is what the score loses', async () => {
    const images = ndarray(
      Float32Array.from({ length: 32 }, (_, i) => Math.sin(i)),
      [1, 4, 4, 2],
    );
    const w = Array.from({ length: 32 }, (_, i) => Math.cos(3 * i));
    const ones = ndarray(Float32Array.from(w), [1, 4, 4, 2]);
    const { infidelity: value } = await infidelity(linear(w), images, ones, { square: 2, samples: 30 });
    expect(value[0]).toBeLessThan(1e-10);
    await expect(infidelity(linear(w), images, ones, { square: 5 })).rejects.toThrow(
      /got 5 for inputs of shape \[1, 4, 4, 2\]/,
    );
  });
});
