import { conceptVector, type Explainer, explain, layersEncoder, packInputs } from '@csm/core';
import { clone } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
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

it('VarGrad of a linear model is zero to rounding, never negative', async () => {
  const model = tfl.sequential({ layers: [tfl.layers.dense({ units: LATENT, inputShape: [3] })] });
  const concept = conceptVector('c', [30, -20, 10, 5]);
  const x = ndarray(Float32Array.of(0.3, -0.2, 0.7), [1, 3]);
  const explainer = smoothGrad(gradient(), { samples: 20, aggregate: 'variance' });
  const { maps } = await explain(layersEncoder(model), concept, x, explainer, { onWarning: () => {} });
  for (const value of maps.data) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThan(1e-9);
  }
});

it('of a model with several inputs, each has noise in proportion to its own range', async () => {
  const [a, b] = ['a', 'b'].map((name) => tfl.input({ shape: [2], name })) as [
    tfl.SymbolicTensor,
    tfl.SymbolicTensor,
  ];
  const both = tfl.layers.concatenate().apply([a, b]) as tfl.SymbolicTensor;
  const latent = tfl.layers.dense({ units: 2 }).apply(both) as tfl.SymbolicTensor;
  const encoder = layersEncoder(tfl.model({ inputs: [a, b], outputs: latent }));
  const inputs = packInputs(encoder, {
    a: ndarray(Float32Array.of(0.1, 0.9), [1, 2]),
    b: ndarray(Float32Array.of(0, 1000), [1, 2]),
  });
  const given: Explainer = {
    name: 'given',
    attribute: async ({ scores }, noisy) => ({ maps: scores.map(() => clone(noisy)) }),
  };
  const { maps } = await explain(
    encoder,
    conceptVector('c', [1, 2]),
    inputs,
    smoothGrad(given, { samples: 1 }),
  );
  // 0.1 of the range, 0.8 and 1000; a normal number is beyond 6 once in 500 million.
  expect(Math.abs(maps.get(0, 0) - 0.1)).toBeLessThan(6 * 0.08);
  expect(Math.abs(maps.get(0, 1) - 0.9)).toBeLessThan(6 * 0.08);
  expect(Math.abs(maps.get(0, 3) - 1000)).toBeGreaterThan(0.1);
});
