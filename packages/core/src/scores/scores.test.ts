import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { conceptVector } from '../concepts/concept-vector.js';
import { centred, dotProduct, latentDimension, signedDistance } from './affine-scores.js';
import type { ConceptScore } from './concept-score.js';
import { cosine } from './cosine.js';
import { scorePerSample } from './score-per-sample.js';

const LATENT = 4;
const vectors = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: LATENT, maxLength: LATENT });
const nonzero = vectors.filter((v) => v.some((value) => value !== 0));

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((s, value, i) => s + value * b[i]!, 0);
const MEAN = [1, -2, 0.5, 3];
/** Two latents whose mean is MEAN. */
const latents = ndarray(Float32Array.from([...MEAN.map((m) => m + 1), ...MEAN.map((m) => m - 1)]), [
  2,
  LATENT,
]);

/** Each score and its definition in float64. */
const definitions: [string, (v: number[]) => ConceptScore, (v: number[], z: number[]) => number][] = [
  ['dotProduct', (v) => dotProduct(conceptVector('c', v)), dot],
  ['centred', (v) => centred(conceptVector('c', v), latents), (v, z) => dot(v, z) - dot(v, MEAN)],
  [
    'signedDistance',
    (v) => signedDistance(conceptVector('c', v), 2),
    (v, z) => (dot(v, z) + 2) / Math.hypot(...v),
  ],
  ['latentDimension', () => latentDimension(2, LATENT), (_, z) => z[2]!],
  [
    'cosine',
    (v) => cosine(conceptVector('c', v)),
    (v, z) => dot(v, z) / (Math.hypot(...v) * Math.hypot(...z)),
  ],
];

describe.each(BACKENDS)('scores on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(definitions)('%s and its derivative follow the definition', (_, make, define) => {
    fc.assert(
      fc.property(nonzero, nonzero, (v, z) => {
        const score = make(v);
        const latent = tf.tensor2d([z, z], [2, LATENT]);
        const value = score.value(latent);
        const cotangent = score.cotangent(latent);
        const exact = define(v, z);
        const size = 1 + Math.hypot(...v) * Math.hypot(...z);
        for (const got of value.dataSync()) expect(Math.abs(got - exact)).toBeLessThan(1e-6 * size);
        const gradient = cotangent.dataSync();
        for (let i = 0; i < LATENT; i++) {
          const moved = (by: number) =>
            define(
              v,
              z.map((x, k) => (k === i ? x + by : x)),
            );
          const slope = (moved(1e-4) - moved(-1e-4)) / 2e-4;
          expect(Math.abs(gradient[i]! - slope)).toBeLessThan(1e-6 * (1 + Math.hypot(...v)));
        }
        tf.dispose([latent, value, cotangent]);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('states whether it is affine', () => {
    for (const [name, make] of definitions)
      expect([name, make([1, 2, 3, 4]).affine]).toEqual([name, name !== 'cosine']);
  });

  it('the zero latent has cosine 0, not NaN', () => {
    const score = cosine(conceptVector('c', [1, 2, 3, 4]));
    expect([...score.value(tf.zeros([1, LATENT])).dataSync()]).toEqual([0]);
    expect([...score.cotangent(tf.zeros([1, LATENT])).dataSync()].map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  it('may differ between samples, in kind as well, and be sliced', () => {
    const vectorsOf = [
      [1, 2, 3, 4],
      [0, 1, 0, -1],
      [5, 0, 0, 2],
    ];
    const scores = [
      dotProduct(conceptVector('a', vectorsOf[0]!)),
      cosine(conceptVector('b', vectorsOf[1]!)),
      latentDimension(1, LATENT),
    ];
    const z = tf.tensor2d([
      [1, 1, 2, 1],
      [2, 3, 1, 1],
      [0, 7, 2, 1],
    ]);
    const each = scorePerSample('labels', scores);
    const alone = scores.map((score, i) => score.value(tf.slice(z, [i, 0], [1, -1])).dataSync()[0]!);
    expect([...each.value(z).dataSync()]).toEqual(alone);
    expect(each.affine).toBe(false);
    const last = each.slice!(1, 2);
    expect([...last.value(tf.slice(z, [1, 0], [2, -1])).dataSync()]).toEqual(alone.slice(1));
    expect(last.cotangent(tf.slice(z, [1, 0], [2, -1])).shape).toEqual([2, LATENT]);
    expect(() => each.value(tf.slice(z, [1, 0], [2, -1]))).toThrow(
      /scorePerSample: "labels" is for 3 samples; got 2 latents\.$/,
    );
  });
});

describe('scores reject', () => {
  it.each([
    [
      () => latentDimension(4, 4),
      /^latentDimension: the dimension must be a whole number from 0 to 3; got 4\.$/,
    ],
    [
      () => signedDistance(conceptVector('c', [1]), Number.NaN),
      /^signedDistance: intercept must be a finite number; got NaN\.$/,
    ],
    [
      () => centred(conceptVector('c', [1]), latents),
      /^centred: concept "c" must have the size of the latents, 4; got 1 components\.$/,
    ],
    [
      () => cosine({ name: 'c', vector: new Float32Array(3) }),
      /^cosine: concept "c" is the zero vector, which has no direction\.$/,
    ],
    [() => scorePerSample('none', []), /^scorePerSample: expected one concept per sample; got none\.$/],
    [
      () => scorePerSample('two', [conceptVector('a', [1]), conceptVector('b', [1, 2])]),
      /all concepts must have the same latent size; "a" has 1, "b" has 2\.$/,
    ],
  ])('%#', (make, message) => {
    expect(make).toThrow(message);
  });
});
