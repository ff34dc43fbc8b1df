import { keyedRandom } from '@csm/base';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { gaussianLatents } from '../../../test/gaussian-latents.js';
import { gradientBy } from '../../../test/plain-gradient.js';
import { meanDifference } from '../../concepts/mean-difference.js';
import { functionEncoder } from '../../encoders/function/function-encoder.js';
import { explain } from '../../explain/explain.js';
import { conceptScores } from '../../scores/concept-scores.js';
import { rocAuc } from '../roc-auc.js';
import { conceptRegion } from './concept-region.js';
import { regionScore } from './region-score.js';

/** Hat and glasses in one dimension each, with noise in all: those with exactly one of the two, and the others. */
function oneOfTwo(count: number, size: number, seed: number) {
  const random = keyedRandom('one of two', seed);
  const noise = gaussianLatents(count, size, seed);
  const [one, others]: [number[], number[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const [hat, glasses] = [random() < 0.5, random() < 0.5];
    const latent = Array.from({ length: size }, (_, k) => 0.4 * noise.get(i, k));
    latent[0]! += hat ? 1 : -1;
    latent[1]! += glasses ? 1 : -1;
    (hat === glasses ? others : one).push(...latent);
  }
  const asLatents = (values: readonly number[]) =>
    ndarray(Float32Array.from(values), [values.length / size, size]);
  return { positives: asLatents(one), negatives: asLatents(others) };
}

/** The definition, in float64. */
function defined(up: NdArray, down: NdArray, width: number, z: readonly number[]) {
  const density = (latents: NdArray) => {
    const [count = 0] = latents.shape;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const squares = z.reduce((total, value, k) => total + (value - latents.get(i, k)) ** 2, 0);
      sum += Math.exp(-squares / (2 * width ** 2)) / count;
    }
    return sum;
  };
  return {
    density: density(up) - density(down),
    'log odds': Math.log(density(up)) - Math.log(density(down)),
  };
}

const FORMS = ['density', 'log odds'] as const;

describe.each(BACKENDS)('regions on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(FORMS)('%s and its derivative follow the definition', (form) => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(
        sizes,
        fc.nat(999),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        ([size, n, m], seed, width) => {
          const [up, down] = [gaussianLatents(n, size, seed, 5), gaussianLatents(m, size, seed + 1000, 5)];
          const before = tf.memory().numTensors;
          const score = regionScore(conceptRegion('c', up, down, { width }), { form });
          const z = Array.from(gaussianLatents(3, size, seed + 2000, 5).data);
          const latent = tf.tensor2d(z, [3, size]);
          const [value, cotangent] = [score.value(latent), score.cotangent(latent)];
          expect([value.shape, cotangent.shape]).toEqual([[3], [3, size]]);
          const [values, slopes] = [value.dataSync(), cotangent.dataSync()];
          tf.dispose([latent, value, cotangent]);
          expect(tf.memory().numTensors).toBe(before);
          for (let row = 0; row < 3; row++) {
            const point = z.slice(row * size, (row + 1) * size).map(Math.fround);
            const at = (k: number, by: number) =>
              defined(
                up,
                down,
                width,
                point.map((x, i) => (i === k ? x + by : x)),
              )[form];
            const exact = at(0, 0);
            expect(Math.abs(values[row]! - exact)).toBeLessThan(2e-5 * (1 + Math.abs(exact)));
            for (let k = 0; k < size; k++) {
              const slope = (at(k, 1e-4) - at(k, -1e-4)) / 2e-4;
              expect(Math.abs(slopes[row * size + k]! - slope)).toBeLessThan(5e-5 * (1 + Math.abs(slope)));
            }
          }
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  });

  it.each([
    [2, 200],
    [32, 400],
  ])('find "one of the two, but not both", which no direction does (latents of %d)', (size, count) => {
    const [train, test] = [oneOfTwo(count, size, 1), oneOfTwo(1000, size, 2)];
    const direction = meanDifference('one', train.positives, train.negatives);
    const region = conceptRegion('one', train.positives, train.negatives);
    const auc = (of: Parameters<typeof conceptScores>[1][number]) =>
      rocAuc(conceptScores(test.positives, [of]).data, conceptScores(test.negatives, [of]).data);
    expect(auc(direction)).toBeGreaterThan(0.4);
    expect(auc(direction)).toBeLessThan(0.6);
    for (const form of FORMS) expect(auc(regionScore(region, { form }))).toBeGreaterThan(0.99);
  });

  it('are explained by methods that need a derivative', async () => {
    const region = conceptRegion('c', gaussianLatents(9, 3, 1, 1), gaussianLatents(9, 3, 2));
    const encoder = functionEncoder((x) => tf.mul(x, 2), { inputShape: [3] });
    const score = regionScore(region);
    const input = gaussianLatents(2, 3, 3);
    const { scores, maps } = await explain(encoder, score, input, gradientBy());
    const latents = tf.mul<tf.Tensor2D>(tf.tensor2d(input.data, [2, 3]), 2);
    expect([...scores.data]).toEqual([...score.value(latents).dataSync()]);
    const slopes = score.cotangent(latents).dataSync();
    maps.data.forEach((value, i) => {
      expect(value).toBeCloseTo(2 * slopes[i]!, 6);
    });
  });

  it('approach the direction of the mean difference for a large width', () => {
    const [up, down] = [gaussianLatents(20, 6, 1, 0.5), gaussianLatents(30, 6, 2)];
    const { vector } = meanDifference('c', up, down);
    for (const form of FORMS) {
      const score = regionScore(conceptRegion('c', up, down, { width: 100 }), { form });
      const slopes = tf.tidy(() => score.cotangent(tf.tensor2d([[1, -1, 2, 0, 0.5, 1]])).dataSync());
      vector.forEach((value, k) => {
        expect(Math.abs(slopes[k]! * 100 ** 2 - value)).toBeLessThan(0.01);
      });
    }
  });

  it('have a derivative far from all examples only as log odds', () => {
    const region = conceptRegion('c', gaussianLatents(5, 3, 1, 1), gaussianLatents(5, 3, 2), { width: 0.5 });
    const norm = (form: (typeof FORMS)[number]) =>
      tf.tidy(
        () => tf.norm(regionScore(region, { form }).cotangent(tf.tensor2d([[90, 90, 90]]))).dataSync()[0]!,
      );
    expect(norm('density')).toBe(0);
    expect(norm('log odds')).toBeGreaterThan(1);
  });
});

describe('conceptRegion', () => {
  it('has half the median distance as its width, copies the latents, and is not changed with them', () => {
    const up = ndarray(Float32Array.of(0, 0, 3, 4), [2, 2]);
    const region = conceptRegion('c', up, ndarray(Float32Array.of(0, 1), [1, 2]));
    // Distances 5, 1 and √18.
    expect(region.width).toBeCloseTo(Math.sqrt(18) / 2, 12);
    up.set(0, 0, 9);
    expect(region.positives.get(0, 0)).toBe(0);
  });

  const up = gaussianLatents(3, 2, 1);
  it.each<[() => unknown, RegExp]>([
    [
      () => conceptRegion('c', up, gaussianLatents(3, 4, 1)),
      /^conceptRegion: positives and negatives must have the same latent size; got 2 and 4\.$/,
    ],
    [
      () => conceptRegion('c', ndarray(new Float32Array(8), [4, 2]), ndarray(new Float32Array(2), [1, 2])),
      /^conceptRegion: concept "c": most examples are equal, so their median distance is 0; pass width\.$/,
    ],
    [
      () => conceptRegion('c', up, up, { width: 0 }),
      /^conceptRegion: width must be a finite number above 0; got 0\.$/,
    ],
    [
      () => conceptRegion('c', up, up, { sigma: 1 } as never),
      /^conceptRegion: unknown option "sigma"; valid options: width\.$/,
    ],
    [
      () => conceptRegion('c', up, ndarray(Float32Array.of(Number.NaN, 1), [1, 2])),
      /^conceptRegion: negatives must be finite; latent dimension 0 holds NaN or infinity in some example\.$/,
    ],
    [
      () => regionScore({ name: 'c', vector: new Float32Array(2) } as never),
      /^regionScore: expected a region, as conceptRegion returns it; got an object of type Object\.$/,
    ],
    [
      () => regionScore(conceptRegion('c', up, up), { form: 'odds' as never }),
      /^regionScore: form must be 'density' or 'log odds'; got "odds"\.$/,
    ],
  ])('rejects invalid arguments (%#)', (call, message) => {
    expect(call).toThrow(message);
  });
});
