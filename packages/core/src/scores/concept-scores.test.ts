import { memory, sum, type Tensor1D, tensor2d, zeros } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { latentDimension, signedDistance } from './affine-scores.js';
import type { ConceptScore } from './concept-score.js';
import { conceptScores } from './concept-scores.js';
import { cosine } from './cosine.js';
import { scorePerSample } from './score-per-sample.js';

const latents = ndarray(Float32Array.of(1, 2, -3, 0, 5, 0.5), [3, 2]);
const v = conceptVector('v', [3, 4]);

describe('conceptScores', () => {
  beforeAll(() => useBackend('cpu'));

  it('has one row per latent and one column per concept, whatever the kind of score', () => {
    const before = memory().numTensors;
    const scores = conceptScores(latents, [v, signedDistance(v, 5), cosine(v), latentDimension(1, 2)]);
    expect(scores.shape).toEqual([3, 4]);
    const expected = [
      [11, 3.2, 11 / (5 * Math.sqrt(5)), 2],
      [-9, -0.8, -0.6, 0],
      [17, 4.4, 17 / (5 * Math.sqrt(25.25)), 0.5],
    ].flat();
    for (const [i, value] of expected.entries()) expect(scores.data[i]).toBeCloseTo(value, 6);
    expect(memory().numTensors).toBe(before);
  });

  it('sums in float64: small terms next to large ones are not lost', () => {
    const large = ndarray(Float32Array.of(1e8, 1, -1e8), [1, 3]);
    expect(conceptScores(large, [conceptVector('ones', [1, 1, 1])]).get(0, 0)).toBe(1);
  });

  it('takes any strides, and a score per sample', () => {
    expect([...conceptScores(latents.step(-1, 1), [v]).data]).toEqual([17, -9, 11]);
    const each = scorePerSample('labels', [v, cosine(v), latentDimension(0, 2)]);
    const found = conceptScores(latents, [each]);
    for (const [i, value] of [11, -0.6, 5].entries()) expect(found.get(i, 0)).toBeCloseTo(value, 6);
    expect(() => conceptScores(latents.hi(2, 2), [each])).toThrow(
      'conceptScores: expected 3 latents, which score "labels" is for; got 2.',
    );
  });

  it('computes scores of tfjs in chunks, and leaves no tensor after an error', () => {
    const many = ndarray(
      Float32Array.from({ length: 2 * 5000 }, (_, i) => i % 7),
      [5000, 2],
    );
    const own: ConceptScore = {
      ...{ name: 'sum', latentSize: 2, affine: true },
      value: (latent) => sum(latent, 1) as Tensor1D,
      cotangent: (latent) => zeros(latent.shape),
    };
    const found = conceptScores(many, [own]);
    expect([...found.data]).toEqual(Array.from({ length: 5000 }, (_, i) => many.get(i, 0) + many.get(i, 1)));
    const before = memory().numTensors;
    const failing: ConceptScore = {
      ...own,
      value: () => {
        tensor2d([[1]]);
        throw new Error('no score');
      },
    };
    expect(() => conceptScores(latents, [failing])).toThrow('no score');
    expect(memory().numTensors).toBe(before);
  });

  it('rejects latents that are not finite, concepts of another size and empty lists', () => {
    const nan = ndarray(Float32Array.of(1, 2, Number.NaN, 0), [2, 2]);
    expect(() => conceptScores(nan, [v])).toThrow(
      'conceptScores: latents must be finite; latent 1 holds NaN or infinity.',
    );
    expect(() => conceptScores(latents, [conceptVector('w', [1, 2, 3])])).toThrow(
      'conceptScores: concept "w" must have the size of the latents, 2; got 3 components.',
    );
    expect(() => conceptScores(latents, [])).toThrow(
      'conceptScores: expected at least one concept; got none.',
    );
    expect(() => conceptScores(latents, v as never)).toThrow(/^conceptScores: concepts must be an array/);
    expect(() => conceptScores(latents, [{ name: 'x' } as never])).toThrow(
      /^conceptScores: expected a concept/,
    );
  });
});
