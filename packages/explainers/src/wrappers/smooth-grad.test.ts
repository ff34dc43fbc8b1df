import { cosineBetween, norm } from '@csm/base';
import { conceptVector, type Encoder, type Explainer, explain, layersEncoder, packInputs } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { images, LATENT, numbers, SHAPE, smallEncoder } from '../../test/small-encoder.js';
import { gradient } from '../methods/gradient.js';
import { smoothGrad } from './smooth-grad.js';

beforeAll(() => useBackend('cpu'));

it('draws other noise for another seed', async () => {
  const encoder = smallEncoder('relu');
  const concept = conceptVector('c', numbers(LATENT, 1));
  const maps = async (seed: number) =>
    (await explain(encoder, concept, images(2), smoothGrad(gradient(), { samples: 2, seed }))).maps.data;
  const [first, second] = [await maps(1), await maps(2)];
  expect(Math.max(...first.map((value, i) => Math.abs(value - second[i]!)))).toBeGreaterThan(1e-3);
});

it('has draws independent of those of its inner method: the noise that it adds does not go with the outer noise', async () => {
  /** A method whose map is its input, so that the noise can be seen. */
  const given: Explainer = {
    name: 'given',
    attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => tf.clone(inputs)) }),
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
  const inner = nested.map((value, i) => value - outer[i]!);
  // The same draw twice would give a cosine of 1. That of 60 independent numbers has a standard deviation of 1 / √60.
  expect(Math.abs(cosineBetween(inner, outer))).toBeLessThan(5 / Math.sqrt(60));
  expect(norm(inner)).toBeGreaterThan(0.5 * norm(outer));
});

it('has a variance of zero up to rounding for a linear model, never a negative one', async () => {
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

it('draws noise in proportion to the range of each input of a model with several inputs', async () => {
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
    attribute: async ({ scores }, noisy) => ({ maps: scores.map(() => tf.clone(noisy)) }),
  };
  const { maps } = await explain(
    encoder,
    conceptVector('c', [1, 2]),
    inputs,
    smoothGrad(given, { samples: 1 }),
  );
  // 0.1 of the range, 0.8 and 1000; a normal number exceeds 6 once in 500 million.
  expect(Math.abs(maps.get(0, 0) - 0.1)).toBeLessThan(6 * 0.08);
  expect(Math.abs(maps.get(0, 1) - 0.9)).toBeLessThan(6 * 0.08);
  expect(Math.abs(maps.get(0, 3) - 1000)).toBeGreaterThan(0.1);
});

describe('noise of your own', () => {
  const concept = conceptVector('c', numbers(LATENT, 1));
  let encoder: Encoder;
  beforeAll(() => {
    encoder = smallEncoder('relu');
  });
  const smoothed = (draw: () => tf.Tensor) =>
    explain(encoder, concept, images(2), smoothGrad(gradient(), { samples: 2, draw }));

  it.each<[string, () => unknown, string]>([
    ['a tensor of another shape', () => tf.ones([2, 7]), 'a tensor of shape [2, 7]'],
    ['a tensor that would broadcast', () => tf.ones([1, ...SHAPE]), 'a tensor of shape [1, 6, 5, 2]'],
    ['a tensor of whole numbers', () => tf.ones([2, ...SHAPE], 'int32'), 'and type int32'],
    ['a promise', async () => 0, 'a Promise (is an await missing?)'],
    ['nothing', () => undefined, 'undefined'],
  ])('is refused by name if it is %s, and nothing is leaked', async (_, draw, came) => {
    await smoothed(() => tf.zeros([2, ...SHAPE]));
    const before = tf.memory();
    const refused = smoothed(draw as () => tf.Tensor);
    await expect(refused).rejects.toThrow(
      'smoothGrad: draw must return a float32 tensor of shape [2, 6, 5, 2], like the inputs; got ',
    );
    await expect(refused).rejects.toThrow(`${came}.`);
    await expect(refused).rejects.toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    expect(tf.memory()).toEqual(before);
  });

  it('is added to the inputs, and disposed', async () => {
    const draws: tf.Tensor[] = [];
    const { maps } = await smoothed(() => {
      draws.push(tf.zeros([2, ...SHAPE]));
      return tf.clone(draws.at(-1) as tf.Tensor);
    });
    tf.dispose(draws);
    const plain = await explain(smallEncoder('relu'), concept, images(2), gradient());
    expect(maps.data).toEqual(plain.maps.data);
  });

  it('must come from a function', () => {
    expect(() => smoothGrad(gradient(), { draw: 3 as never })).toThrow(
      'smoothGrad: draw must be a function; got a number.',
    );
  });
});
