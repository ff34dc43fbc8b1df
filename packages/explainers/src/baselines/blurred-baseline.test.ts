import { conceptVector, type Encoder, explain } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as fc from 'fast-check';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { deepLift } from '../methods/deep-lift.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { testEncoders } from '../testing.js';
import { blurredBaseline } from './blurred-baseline.js';

/** The definition: a sum over the plane, on which the picture is mirrored at its edges repeatedly. */
function blurredSlowly(picture: Float32Array, [height, width, channels]: number[], sigma: number): number[] {
  const radius = Math.floor(4 * sigma + 0.5);
  const fold = (place: number, length: number): number => {
    if (place < 0) return fold(-1 - place, length);
    return place < length ? place : fold(2 * length - 1 - place, length);
  };
  const weight = (offset: number) => Math.exp((-offset * offset) / (2 * sigma * sigma));
  return Array.from(picture, (_, at) => {
    const [row, column, channel] = [
      Math.floor(at / channels! / width!),
      Math.floor(at / channels!) % width!,
      at % channels!,
    ];
    let [sum, total] = [0, 0];
    for (let down = -radius; down <= radius; down++) {
      for (let right = -radius; right <= radius; right++) {
        const from = fold(row + down, height!) * width! + fold(column + right, width!);
        const w = weight(down) * weight(right);
        sum += w * picture[from * channels! + channel]!;
        total += w;
      }
    }
    return sum / total;
  });
}

describe.each(BACKENDS)('blurredBaseline on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('is the Gaussian average over the mirrored picture', async () => {
    const side = fc.integer({ min: 1, max: 7 });
    const sigmas = fc.double({ min: 0.2, max: 4, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.integer({ min: 1, max: 3 }),
        sigmas,
        async (height, width, channels, sigma) => {
          const shape = [height, width, channels];
          const size = height * width * channels;
          const [one, other] = [numbers(size, 1), numbers(size, 2)];
          const before = tf.memory().numTensors;
          const inputs = tf.tensor(Float32Array.from([...one, ...other]), [2, ...shape]);
          const [ofUnused, encoder] = [undefined as never, { layout: 'channelsLast' } as Encoder];
          const found = await blurredBaseline({ sigma }).of(inputs, ofUnused, ofUnused, encoder);
          expect(found.shape).toEqual(inputs.shape);
          const blurred = Array.from(found.dataSync());
          tf.dispose([inputs, found]);
          expect(tf.memory().numTensors).toBe(before);
          const expected = [one, other].flatMap((picture) => blurredSlowly(picture, shape, sigma));
          blurred.forEach((value, i) => {
            expect(Math.abs(value - expected[i]!)).toBeLessThan(3e-6);
          });
        },
      ),
      { seed: 1, numRuns: 25 },
    );
  });

  it.each([
    ['integrated gradients', integratedGradients({ steps: 60, baseline: blurredBaseline({ sigma: 1.5 }) })],
    ['DeepLIFT', deepLift({ baseline: blurredBaseline({ sigma: 1.5 }) })],
  ])('completes %s: maps add up to the difference from the blurred input', async (_, explainer) => {
    const encoder = smallEncoder('tanh');
    const concept = conceptVector('c', numbers(LATENT, 3));
    const inputs = images(2);
    const size = inputs.size / 2;
    const blurred = [0, 1].flatMap((i) =>
      blurredSlowly(inputs.data.slice(i * size, (i + 1) * size), [...SHAPE], 1.5),
    );
    const start = ndarray(Float32Array.from(blurred), inputs.shape);
    const { maps, scores, completenessGaps } = await explain(encoder, concept, inputs, explainer);
    const from = await explain(encoder, concept, start, integratedGradients({ steps: 1 }));
    for (const i of [0, 1]) {
      const sum = maps.data.subarray(i * size, (i + 1) * size).reduce((a, b) => a + b, 0);
      const gap = sum - (scores.get(i) - from.scores.get(i));
      expect(Math.abs(gap)).toBeLessThan(1e-4);
      expect(Math.abs(completenessGaps!.get(i) - gap)).toBeLessThan(2e-5);
    }
  });

  it('refuses inputs that are not pictures, before the run', async () => {
    const { encoder, dispose } = testEncoders.dense();
    const concept = conceptVector('c', numbers(encoder.latentSize, 3));
    const before = tf.memory();
    const explainer = integratedGradients({ baseline: [0, blurredBaseline({ sigma: 1 })] });
    await expect(explain(encoder, concept, ndarray(numbers(7, 1), [1, 7]), explainer)).rejects.toThrow(
      /^blurredBaseline: expected pictures \[height, width, channels\]; the inputs have shape \[7\]\.$/,
    );
    expect(tf.memory()).toEqual(before);
    dispose();
  });
});

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('blurredBaseline refuses sigma = %f', (sigma) => {
  expect(() => blurredBaseline({ sigma })).toThrow(
    /^blurredBaseline: sigma must be a finite number above 0; got .*\.$/,
  );
});
