import { conceptVector, explain, functionEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { deepLift } from '../methods/deep-lift.js';
import { gradient } from '../methods/gradient.js';
import { guidedBackprop } from '../methods/guided-backprop.js';
import { overMean } from './over-mean.js';
import { posteriorAverage } from './posterior-average.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', numbers(LATENT, 1));
const meanImage = (add = 2.5) =>
  ndarray(
    numbers(60, 9).map((value) => value + add),
    [...SHAPE],
  );

describe('overMean', () => {
  it('divides by the mean plus one hundredth of its largest number', async () => {
    const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 5 });
    const slopes = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 5, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(
        counts.filter((values) => values.some((value) => value > 0)),
        slopes,
        async (mean, slope) => {
          const encoder = functionEncoder((x) => tf.matMul(x as tf.Tensor2D, tf.tensor2d(slope, [5, 1])), {
            inputShape: [5],
          });
          const explainer = overMean(gradient(), ndarray(Float32Array.from(mean), [5]));
          const inputs = ndarray(new Float32Array(10), [2, 5]);
          const { maps } = await explain(encoder, conceptVector('c', [1]), inputs, explainer, {
            onWarning: () => {},
          });
          const least = Math.max(...mean) / 100;
          maps.data.forEach((value, at) => {
            const expected = slope[at % 5]! / (mean[at % 5]! + least);
            expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
          });
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  it('takes one input with or without the batch axis, also a view, and a copy of it', async () => {
    const encoder = smallEncoder('tanh');
    const mapsWith = async (mean: NdArray, change = () => {}) => {
      const explainer = overMean(gradient(), mean);
      change();
      return (await explain(encoder, concept, images(2), explainer)).maps.data;
    };
    const mean = meanImage();
    const expected = await mapsWith(mean);
    expect(await mapsWith(ndarray(mean.data, [1, ...SHAPE]))).toEqual(expected);
    // A transposed view of the transposed array.
    const turned = ndarray(new Float32Array(60), [2, 5, 6]);
    for (let c = 0; c < 2; c++)
      for (let x = 0; x < 5; x++) for (let y = 0; y < 6; y++) turned.set(c, x, y, mean.get(y, x, c));
    expect(await mapsWith(turned.transpose(2, 1, 0))).toEqual(expected);
    expect(await mapsWith(mean, () => mean.data.fill(0))).toEqual(expected);
  });

  it('divides standard errors too, and leaves out completeness gaps', async () => {
    const encoder = smallEncoder('tanh');
    const inner = posteriorAverage(gradient(), { samples: 3 });
    const mean = meanImage();
    const alone = await explain(encoder, concept, images(2), inner);
    const found = await explain(encoder, concept, images(2), overMean(inner, mean));
    const least = Math.max(...mean.data) / 100;
    found.standardErrors!.data.forEach((value, at) => {
      const expected = alone.standardErrors!.data[at]! / (mean.data[at % 60]! + least);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * expected);
    });
    const gaps = await explain(encoder, concept, images(1), overMean(deepLift(), mean));
    expect(gaps.completenessGaps).toBeUndefined();
  });

  it('is linear if the inner method is', () => {
    expect(overMean(gradient(), meanImage()).linear).toBe(true);
    expect(overMean(guidedBackprop(), meanImage()).linear).toBe(false);
  });

  it.each<[() => unknown, RegExp]>([
    [() => overMean(undefined as never, meanImage()), /^overMean: /],
    [() => overMean(gradient(), [1, 2] as never), /^overMean, mean: expected an ndarray/],
    [
      () => overMean(gradient(), meanImage(0)),
      /^overMean: mean must be finite numbers of at least 0, .*; it holds -\d/,
    ],
    [() => overMean(gradient(), meanImage(Number.NaN)), /finite numbers of at least 0, .*; it holds NaN\.$/],
    [
      () => overMean(gradient(), ndarray(new Float32Array(4), [4])),
      /^overMean: mean must hold a number above 0; it is 0 everywhere\.$/,
    ],
  ])('refuses %#', (make, message) => {
    expect(make).toThrow(message);
  });

  it('refuses a mean of another shape before the run', async () => {
    const before = tf.memory();
    const explainer = overMean(gradient(), ndarray(numbers(4, 1).map(Math.abs), [4]));
    await expect(explain(smallEncoder('tanh'), concept, images(1), explainer)).rejects.toThrow(
      /^overMean: mean must be one input, of shape \[6, 5, 2\] or \[1, 6, 5, 2\]; got \[4\]\.$/,
    );
    expect(tf.memory().numTensors - before.numTensors).toBeLessThan(20);
  });
});
