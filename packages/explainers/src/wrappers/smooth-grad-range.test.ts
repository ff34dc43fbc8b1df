import {
  conceptVector,
  type Encoder,
  type Explainer,
  explain,
  explainMany,
  functionEncoder,
  layersEncoder,
  packInputs,
} from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradient } from '../methods/gradient.js';
import { posteriorAverage } from './posterior-average.js';
import { shiftAverage } from './shift-average.js';
import { smoothGrad } from './smooth-grad.js';
import type { SmoothGradOptions } from './smooth-grad-options.js';

beforeAll(() => useBackend('cpu'));

const SIDE = 4;
const FEATURES = SIDE * SIDE;
const concept = conceptVector('c', [1]);
/** Two pictures from 0 to 1, and from 0 to 0.1. */
const pictures = ndarray(
  Float32Array.from({ length: 2 * FEATURES }, (_, i) => ((i % FEATURES) / 15) * (i < FEATURES ? 1 : 0.1)),
  [2, SIDE, SIDE, 1],
);
/** s = Σ x², whose gradient is 2 x: the variance of its maps over draws is 4 σ². */
const squares = (): Encoder =>
  functionEncoder((x) => tf.sum(tf.square(tf.reshape(x, [-1, FEATURES])), 1, true) as tf.Tensor2D, {
    inputShape: [SIDE, SIDE, 1],
  });
/** The map is its noisy input. */
const given: Explainer = {
  name: 'given',
  attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => tf.clone(inputs)) }),
};

/** The standard deviation of the noise in the maps of each sample. */
async function noiseOf(options: SmoothGradOptions, batchSize = 8): Promise<number[]> {
  const explainer = smoothGrad(gradient(), { samples: 400, aggregate: 'variance', ...options });
  const { maps } = await explain(squares(), concept, pictures, explainer, { batchSize });
  return [0, 1].map((sample) => {
    const variances = maps.data.subarray(sample * FEATURES, (sample + 1) * FEATURES);
    return Math.sqrt(variances.reduce((sum, value) => sum + value, 0) / FEATURES / 4);
  });
}

describe('the range to which noise is relative', () => {
  it('is that of each sample by default', async () => {
    // 6400 draws: the standard deviation is known to ± 1 %.
    const perSample = await noiseOf({});
    expect(perSample[0]).toBeCloseTo(0.1, 2);
    expect(perSample[1]).toBeCloseTo(0.01, 3);
    for (const sigma of await noiseOf({ rangeOf: 'inputs' })) expect(sigma).toBeCloseTo(0.1, 2);
  });

  it('of all inputs does not depend on the batch size, also inside and around other wrappers', async () => {
    const smooth = () => smoothGrad(given, { samples: 2, rangeOf: 'inputs', seed: 3 });
    const encoder = squares();
    const explainers = [smooth, () => shiftAverage(smooth()), () => smoothGrad(smooth(), { samples: 2 })];
    for (const create of explainers) {
      const maps = async (batchSize: number) =>
        (await explain(encoder, concept, pictures, create(), { batchSize })).maps.data;
      expect(await maps(1)).toEqual(await maps(2));
    }
    const many = await explainMany(
      encoder,
      [concept],
      pictures,
      { ...smooth(), linear: true },
      { batchSize: 1 },
    );
    const { maps } = await explain(encoder, concept, pictures, smooth());
    expect(many.map(0).data).toEqual(maps.data);
  });

  it('of all inputs is that of the batch if a method is called without explain', async () => {
    const encoder = squares();
    const { maps } = await explain(
      encoder,
      concept,
      pictures,
      smoothGrad(given, { samples: 1, rangeOf: 'inputs' }),
    );
    const inputs = tf.tensor(pictures.data, pictures.shape);
    const score = { name: 'c', latentSize: 1 } as never;
    const found = await smoothGrad(given, { samples: 1, rangeOf: 'inputs' }).attribute(
      { encoder, scores: [score] },
      inputs,
      {},
    );
    expect(await found.maps[0]?.data()).toEqual(maps.data);
    tf.dispose([inputs, ...found.maps]);
  });

  it('of all inputs is refused for a part of a run whose range is unknown, and nothing is leaked', async () => {
    const encoder = squares();
    const inputs = tf.tensor(pictures.data, pictures.shape);
    const before = tf.memory();
    const part = smoothGrad(given, { rangeOf: 'inputs' }).attribute(
      { encoder, scores: [{ name: 'c', latentSize: 1 } as never] },
      inputs,
      { firstSample: 2 },
    );
    await expect(part).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message:
        "smoothGrad: rangeOf 'inputs' needs the extremes of all inputs; got a run with firstSample 2 and without extremes; " +
        'call explain, or pass on the run that it passes to attribute.',
    });
    expect(tf.memory()).toEqual(before);
    inputs.dispose();
  });

  it('of all inputs is one for each input of a model with several', async () => {
    const [a, b] = ['a', 'b'].map((name) => tfl.input({ shape: [2], name })) as [
      tfl.SymbolicTensor,
      tfl.SymbolicTensor,
    ];
    const both = tfl.layers.concatenate().apply([a, b]) as tfl.SymbolicTensor;
    const latent = tfl.layers.dense({ units: 1 }).apply(both) as tfl.SymbolicTensor;
    const encoder = layersEncoder(tfl.model({ inputs: [a, b], outputs: latent }));
    const inputs = packInputs(encoder, {
      a: ndarray(Float32Array.of(0, 1, 0, 0), [2, 2]),
      b: ndarray(Float32Array.of(0, 0, 100, 200), [2, 2]),
    });
    const explainer = smoothGrad(given, { samples: 500, aggregate: 'variance', rangeOf: 'inputs' });
    const { maps } = await explain(encoder, concept, inputs, explainer, { batchSize: 1 });
    // 500 draws: ± 7 % of the standard deviation at two of its standard errors.
    for (const [feature, sigma] of [0.1, 0.1, 20, 20, 0.1, 0.1, 20, 20].entries()) {
      expect(Math.sqrt(maps.data[feature]!) / sigma).toBeGreaterThan(0.85);
      expect(Math.sqrt(maps.data[feature]!) / sigma).toBeLessThan(1.15);
    }
  });

  it('is refused by name if it is unknown', () => {
    expect(() => smoothGrad(gradient(), { rangeOf: 'batch' as never })).toThrow(
      "smoothGrad: rangeOf must be 'sample' or 'inputs'; got \"batch\".",
    );
    expect(posteriorAverage(smoothGrad(gradient(), { rangeOf: 'inputs' })).description).toBe(
      'posterior average (16 samples) of SmoothGrad (50 samples, noise 0.1 of the range of all inputs) of gradient',
    );
  });
});
