import { keyedNormal } from '@csm/base';
import ndarray from 'ndarray';
import { describe, expect, it, vi } from 'vitest';
import { bestCorrelations, hiddenCauses } from '../../../test/hidden-causes.js';
import { conceptScores } from '../../scores/concept-scores.js';
import { independentComponents } from './independent-components.js';

const { latents, amounts } = hiddenCauses({ count: 1500, causes: 5, size: 8, share: 0.1 });

describe('independentComponents', () => {
  it('recovers independent causes, which its principal components mix', async () => {
    const found = await independentComponents(latents, { count: 5 });
    for (const r of bestCorrelations(amounts, found.codes)) expect(r).toBeGreaterThan(0.99);
    expect(found.explainedVariance).toBeCloseTo(1, 5);
  });

  it('has codes with mean 0, variance 1 and correlation 0, whose scores are affine', async () => {
    const { codes, scores } = await independentComponents(latents, { count: 5 });
    const values = conceptScores(latents, scores);
    for (let a = 0; a < 5; a++) {
      expect(scores[a]!.affine).toBe(true);
      for (let b = 0; b <= a; b++) {
        let [product, mean] = [0, 0];
        for (let i = 0; i < 1500; i++) {
          product += codes.get(i, a) * codes.get(i, b);
          mean += codes.get(i, a);
          expect(values.get(i, a)).toBeCloseTo(codes.get(i, a), 4);
        }
        expect(product / 1500).toBeCloseTo(Number(a === b), 4);
        expect(mean / 1500).toBeCloseTo(0, 4);
      }
    }
  });

  it('warns if the codes are normally distributed, so that no rotation is better than another', async () => {
    const normal = keyedNormal('independent components');
    const noise = ndarray(Float32Array.from({ length: 4000 }, normal), [500, 8]);
    const onWarning = vi.fn();
    const onProgress = vi.fn();
    await independentComponents(noise, { count: 8, restarts: 2, iterations: 5, onWarning, onProgress });
    expect(onWarning).toHaveBeenCalledOnce();
    expect(onWarning.mock.calls[0]![0]).toContain('after 5 iterations they still turn by');
    expect(onProgress.mock.calls.at(-1)).toEqual([{ done: 2, total: 2 }]);
  });

  it('rejects more components than directions, and invalid options', async () => {
    await expect(independentComponents(latents, { count: 6 })).rejects.toThrow(
      'independentComponents: count must be at most the number of directions along which the latents vary, 5; got 6.',
    );
    await expect(independentComponents(latents, { count: 2, tolerance: 0 })).rejects.toThrow(
      'tolerance must be a finite number above 0; got 0.',
    );
    await expect(independentComponents(latents, {} as never)).rejects.toThrow('count');
  });
});
