import '@tensorflow/tfjs-backend-cpu';
import { memory, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bestCorrelations, hiddenCauses } from '../../../test/hidden-causes.js';
import { conceptScores } from '../../scores/concept-scores.js';
import { nonNegativeFactors } from './non-negative-factors.js';

const positive = hiddenCauses({ count: 400, causes: 4, size: 7, share: 0.4, positive: true });
const signed = hiddenCauses({ count: 400, causes: 4, size: 6, share: 0.3, noise: 0.02 });

describe('nonNegativeFactors', () => {
  it('recovers causes that never cancel each other', async () => {
    const found = await nonNegativeFactors(positive.latents, { count: 4, tolerance: 1e-9, iterations: 2000 });
    for (const r of bestCorrelations(positive.amounts, found.codes)) expect(r).toBeGreaterThan(0.99);
    expect(found.explainedVariance).toBeGreaterThan(0.999);
    expect(found.offset.every((value) => value === 0)).toBe(true);
    for (const { vector } of found.concepts) {
      expect(vector.every((value) => value >= 0)).toBe(true);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
    }
    expect(found.codes.data.every((value) => value >= 0)).toBe(true);
  });

  it('has the same scores as codes, whose derivatives are those of central differences', async () => {
    const found = await nonNegativeFactors(signed.latents, { count: 8, directions: 'signed', restarts: 1 });
    const { latents } = signed;
    const values = conceptScores(latents, found.scores);
    const step = 1e-3;
    const before = memory().numTensors;
    let checked = 0;
    for (const [j, score] of found.scores.entries()) {
      for (let i = 0; i < 400; i++) expect(values.get(i, j)).toBeCloseTo(found.codes.get(i, j), 5);
      const points = tensor2d(latents.data.slice(0, 20 * 6), [20, 6]);
      const cotangent = score.cotangent(points);
      const slopes = cotangent.dataSync();
      points.dispose();
      cotangent.dispose();
      for (let i = 0; i < 20; i++) {
        for (let k = 0; k < 6; k++) {
          const codeAt = (change: number) => {
            const moved = latents.data.slice(i * 6, (i + 1) * 6);
            moved[k]! += change;
            const point = tensor2d(moved, [1, 6]);
            const value = score.value(point);
            const [code] = value.dataSync();
            point.dispose();
            value.dispose();
            return code!;
          };
          const [up, middle, down] = [codeAt(step), codeAt(0), codeAt(-step)];
          // Near a kink, the two sides differ.
          if (Math.abs(up - 2 * middle + down) > 1e-5) continue;
          checked++;
          expect(Math.abs(slopes[i * 6 + k]! - (up - down) / (2 * step))).toBeLessThan(5e-3);
        }
      }
    }
    expect(checked).toBeGreaterThan(800);
    expect(memory().numTensors).toBe(before);
  });

  it('gives the same factors for the same seed, and lowers the error with more restarts', async () => {
    const options = { count: 5, directions: 'signed' } as const;
    const one = await nonNegativeFactors(signed.latents, { ...options, restarts: 1 });
    const again = await nonNegativeFactors(signed.latents, { ...options, restarts: 1 });
    const many = await nonNegativeFactors(signed.latents, { ...options, restarts: 6 });
    expect(again.codes.data).toEqual(one.codes.data);
    expect(many.explainedVariance).toBeGreaterThan(one.explainedVariance - 1e-4);
  });

  it('rejects negative latents unless directions are signed', async () => {
    await expect(nonNegativeFactors(signed.latents, { count: 3 })).rejects.toThrow(
      /^nonNegativeFactors: latents must not be negative; that of example 0 has -.*; take a layer after a ReLU, or pass/,
    );
    await expect(
      nonNegativeFactors(signed.latents, { count: 3, directions: 'any' as never }),
    ).rejects.toThrow('directions must be');
  });
});
