import { conceptVector, type Explainer, explain } from '@csm/core';
import { clone } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { gradient } from './gradient.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.test-support.js';
import { smoothGrad } from './smooth-grad.js';

beforeAll(() => useBackend('cpu'));

it('another seed draws other noise', async () => {
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const maps = async (seed: number) =>
    (await explain(encoder, concept, images(2), smoothGrad(gradient(), { samples: 2, seed }))).maps.data;
  const [first, second] = [await maps(1), await maps(2)];
  expect(Math.max(...first.map((value, i) => Math.abs(value - second[i]!)))).toBeGreaterThan(1e-3);
});

it('draws inside of it are independent of its own: nested, the variances of the noise add up', async () => {
  /** A method whose map is what it is given, so that the noise shows. */
  const given: Explainer = {
    name: 'given',
    attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => clone(inputs)) }),
  };
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const inputs = images(1);
  const run = async (samples: number, inner: Explainer) => {
    const { maps } = await explain(encoder, concept, inputs, smoothGrad(inner, { samples, noise: 0.1 }));
    return maps.data.map((value, i) => value - inputs.data[i]!);
  };
  const outer = await run(1, given);
  const nested = await run(1, smoothGrad(given, { samples: 1, noise: 0.1 }));
  const variance = (noise: Float32Array) =>
    noise.reduce((sum, value) => sum + value * value, 0) / noise.length;
  // The same draw twice would quadruple the variance. 60 numbers know it to ± 18 %.
  expect(variance(nested) / variance(outer)).toBeLessThan(3);
  expect(variance(nested) / variance(outer)).toBeGreaterThan(1.2);
});
