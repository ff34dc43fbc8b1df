import '@tensorflow/tfjs-backend-cpu';
import { engine, memory, tensor2d } from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { bestCorrelations, hiddenCauses } from '../../../test/hidden-causes.js';
import { conceptScores } from '../../scores/concept-scores.js';
import { topKAutoencoder } from './top-k-autoencoder.js';

// Eight causes in six dimensions: PCA and ICA find at most six directions.
const { latents, amounts, directions } = hiddenCauses({ count: 1000, causes: 8, size: 6, share: 0.1 });
const options = { count: 12, active: 2, steps: 600, batchSize: 100, learningRate: 1e-2 } as const;

describe('topKAutoencoder', () => {
  it('recovers more sparse causes than the latents have dimensions', async () => {
    const tensors = memory().numTensors;
    const found = await topKAutoencoder(latents, options);
    expect(memory().numTensors).toBe(tensors);
    const cosines = directions.map((direction) =>
      Math.max(
        ...found.concepts.map(({ vector }) => vector.reduce((sum, v, k) => sum + v * direction[k]!, 0)),
      ),
    );
    const correlations = bestCorrelations(amounts, found.codes);
    expect(cosines.filter((value) => value > 0.9).length).toBeGreaterThanOrEqual(7);
    expect(correlations.filter((value) => value > 0.7).length).toBeGreaterThanOrEqual(7);
    expect(found.explainedVariance).toBeGreaterThan(0.9);
    for (let i = 0; i < 1000; i++) {
      const row = found.codes.data.subarray(i * 12, (i + 1) * 12);
      expect(row.filter((value) => value > 0).length).toBeLessThanOrEqual(2);
      expect(row.every((value) => value >= 0)).toBe(true);
    }
  });

  it('describes a latent by its offset, codes and directions of length 1', async () => {
    const { concepts, codes, offset, explainedVariance } = await topKAutoencoder(latents, {
      ...options,
      steps: 50,
    });
    const mean = Array.from({ length: 6 }, (_, k) => {
      let sum = 0;
      for (let i = 0; i < 1000; i++) sum += latents.get(i, k) / 1000;
      return sum;
    });
    let [left, all] = [0, 0];
    for (let i = 0; i < 1000; i++) {
      for (let k = 0; k < 6; k++) {
        const described = concepts.reduce(
          (sum, { vector }, j) => sum + codes.get(i, j) * vector[k]!,
          offset[k]!,
        );
        left += (latents.get(i, k) - described) ** 2;
        all += (latents.get(i, k) - mean[k]!) ** 2;
      }
    }
    expect(explainedVariance).toBeCloseTo(1 - left / all, 5);
    for (const { vector } of concepts) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('has scores that are the codes, with the derivatives of central differences, and the same seed gives the same', async () => {
    const found = await topKAutoencoder(latents, { ...options, steps: 100 });
    const again = await topKAutoencoder(latents, { ...options, steps: 100 });
    expect(again.codes.data).toEqual(found.codes.data);
    const values = conceptScores(latents, found.scores);
    expect(Float32Array.from(values.data)).toEqual(found.codes.data);
    const points = tensor2d(latents.data.slice(0, 60), [10, 6]);
    const step = 1e-3;
    for (const score of found.scores) {
      const slopes = score.cotangent(points).dataSync();
      for (let at = 0; at < 60; at++) {
        const codeAt = (change: number) => {
          const moved = latents.data.slice(0, 60);
          moved[at]! += change;
          return score.value(tensor2d(moved, [10, 6])).dataSync()[Math.floor(at / 6)]!;
        };
        const [up, middle, down] = [codeAt(step), codeAt(0), codeAt(-step)];
        if (Math.abs(up - 2 * middle + down) > 1e-5) continue;
        expect(slopes[at]).toBeCloseTo((up - down) / (2 * step), 2);
      }
    }
  });

  it('says what to import if there is no backend', async () => {
    const backend = vi.spyOn(engine(), 'backend', 'get').mockImplementation(() => {
      throw new Error('No backend found in registry.');
    });
    await expect(topKAutoencoder(latents, options)).rejects.toThrow(
      'topKAutoencoder: expected a TensorFlow.js backend; none is ready; import one, such as "@csm/wasm"',
    );
    backend.mockRestore();
  });

  it('ends after an abort without tensors, and rejects steps that diverge', async () => {
    const tensors = memory().numTensors;
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 3 && controller.abort(new Error('enough'));
    await expect(
      topKAutoencoder(latents, { ...options, signal: controller.signal, onProgress }),
    ).rejects.toThrow('enough');
    await expect(topKAutoencoder(latents, { ...options, learningRate: 1e30 })).rejects.toMatchObject({
      code: 'ERR_TRAINING_DIVERGED',
    });
    expect(memory().numTensors).toBe(tensors);
    await expect(topKAutoencoder(latents, { count: 4, active: 5 })).rejects.toThrow(
      'topKAutoencoder: active must be a whole number from 1 to 4; got 5.',
    );
  });
});
