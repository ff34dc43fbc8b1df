import { conceptVector, type Encoder, explain, functionEncoder, layersEncoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { decoderMap } from '../src/methods/decoder-map.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { ablation } from '../src/perturbation/ablation.js';
import { posteriorAverage } from '../src/wrappers/posterior-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';
import { images, LATENT, numbers, smallEncoder } from './small-encoder.js';
import { someDecoder } from './some-decoder.js';

const concept = conceptVector('c', [1, -2, 0.5]);

/** The columns are orthonormal, so a decoder Wᵀ returns to the latent: W Wᵀ is the identity. */
const COLUMNS = [1, 0, 0, 0, 0.6, 0.8, 0, -0.8, 0.6, 0, 0, 0];
const linear = (seen: (inputs: tf.Tensor) => void = () => {}): Encoder =>
  functionEncoder(
    (x) => {
      seen(x);
      return tf.matMul(x as tf.Tensor2D, tf.tensor2d(COLUMNS, [4, 3]));
    },
    { inputShape: [4] },
  );
/** D(z) = scale · z Wᵀ, after the latents were rotated by a permutation. */
const transposed = (scale = 1, order = [0, 1, 2]): DecoderModel => ({
  predict: (z) =>
    tf.mul(
      tf.matMul(
        tf.gather(z as tf.Tensor2D, tf.tensor1d(order, 'int32'), 1),
        tf.tensor2d(COLUMNS, [4, 3]),
        false,
        true,
      ),
      scale,
    ),
});
const rows = (count: number) => ndarray(numbers(4 * count, 3), [count, 4]);

async function warningsOf(
  encoder: Encoder,
  explainer: Parameters<typeof explain>[3],
  inputs: NdArray,
  options: object = {},
  of = concept,
): Promise<string[]> {
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  await explain(encoder, of, inputs, explainer, { ...options, onWarning });
  return warnings.filter((message) => /^(decoderMap|counterfactualBaseline):/.test(message));
}

const OTHER =
  /the decoder does not seem to belong to the encoder: the latents of its reconstructions explain/;
const UNREAD =
  /% of the map of "c" lies where the decoder draws the concept but the encoder does not read it/;

describe.each(BACKENDS)('another model’s decoder, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it('is noticed by the latents of its reconstructions, R² = 1 − (1 − c)² for a decoder c Wᵀ, of one input too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: -20, max: 40 }),
        fc.integer({ min: 1, max: 3 }),
        async (c, count) => {
          const explained = 1 - (1 - c / 20) ** 2;
          const made = decoderMap({ decoder: transposed(c / 20), alpha: 1 });
          const found = await warningsOf(linear(), made, rows(count));
          expect(found.filter((message) => OTHER.test(message))).toHaveLength(explained < 0.25 ? 1 : 0);
        },
      ),
      { seed: 1, numRuns: 30 },
    );
  });

  it('is named, with what to do, by decoderMap and by counterfactualBaseline of any method', async () => {
    const decoder = transposed(1, [1, 2, 0]);
    const baseline = counterfactualBaseline({ decoder, alpha: 1 });
    const methods = [
      decoderMap({ decoder, alpha: 1 }),
      integratedGradients({ steps: 2, baseline }),
      integratedGradients({ steps: 2, baseline: [0, baseline] }),
      ablation({ replacement: baseline }),
    ];
    for (const [i, method] of methods.entries()) {
      const found = await warningsOf(linear(), method, ndarray(Float32Array.of(1, 2, 3, 4), [1, 4]));
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(OTHER);
      expect(found[0]).toMatch(
        /pass the decoder of the same model, in the units of the inputs, or { check: false } if the units differ on purpose\.$/,
      );
      expect(found[0]!.startsWith(i === 0 ? 'decoderMap: ' : 'counterfactualBaseline: ')).toBe(true);
    }
  });
});

/** A picture encoder that reads the upper half only, or all of it; linear, of 3 latents. */
function croppedEncoder(crop: boolean, layout?: 'channelsFirst'): Encoder {
  const layers: tfl.layers.Layer[] = [
    ...(crop
      ? [
          tfl.layers.cropping2D({
            cropping: [
              [0, 8],
              [0, 0],
            ],
            inputShape: [16, 16, 2],
          }),
        ]
      : []),
    tfl.layers.flatten(crop ? {} : { inputShape: [16, 16, 2] }),
    tfl.layers.dense({ units: 3, kernelInitializer: tfl.initializers.glorotNormal({ seed: 2 }) }),
  ];
  const encoder = layersEncoder(tfl.sequential({ layers }));
  if (layout === undefined) return encoder;
  return functionEncoder((x) => encoder.encode(tf.transpose(x, [0, 2, 3, 1])) as tf.Tensor2D, {
    inputShape: [2, 16, 16],
    layout,
  });
}

/** D(z) = z Wᵀ / |W|² of the dense layer, plus a lower half that is as strong times `lower`. */
function drawsBothHalves(lower: number, layout?: 'channelsFirst'): DecoderModel {
  return {
    predict(z) {
      const flat = numbers(3 * 256, 4);
      const half = tf.reshape(tf.matMul(z as tf.Tensor2D, tf.tensor2d(flat, [3, 256])), [-1, 8, 16, 2]);
      const both = tf.concat([half, tf.mul(half, lower)], 1);
      return layout === 'channelsFirst' ? tf.transpose(both, [0, 3, 1, 2]) : both;
    },
  };
}

const pictures = (count: number, shape = [16, 16, 2]) => ndarray(numbers(512 * count, 5), [count, ...shape]);

describe.each(BACKENDS)('a decoder that draws what the encoder does not read, on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it.each([
    [1, '50 %'],
    [2, '67 %'],
    [0.5, '33 %'],
    [0.4, undefined],
    [0, undefined],
  ])('is noticed: %d times the upper half, which is read', async (lower, share) => {
    for (const layout of [undefined, 'channelsFirst'] as const) {
      const found = await warningsOf(
        croppedEncoder(true, layout),
        decoderMap({ decoder: drawsBothHalves(lower, layout), alpha: 1 }),
        pictures(1, layout && [2, 16, 16]),
      );
      const unread = found.filter((message) => UNREAD.test(message));
      expect(unread.map((message) => message.split(' of the map')[0])).toEqual(
        share === undefined ? [] : [`decoderMap: ${share}`],
      );
    }
  });

  it('is no fault of an encoder that reads all, nor of a baseline, whose maps are 0 where nothing is read', async () => {
    const decoder = drawsBothHalves(1);
    const explainer = decoderMap({ decoder, alpha: 1 });
    const found = await warningsOf(croppedEncoder(false), explainer, pictures(1));
    expect(found.filter((message) => UNREAD.test(message))).toEqual([]);
    const baseline = counterfactualBaseline({ decoder, alpha: 1 });
    const method = integratedGradients({ steps: 1, baseline });
    const ofBaseline = await warningsOf(croppedEncoder(true), method, pictures(1));
    expect(ofBaseline.filter((message) => UNREAD.test(message))).toEqual([]);
    const { maps } = await explain(croppedEncoder(true), concept, pictures(1), method, {
      onWarning: () => {},
    });
    expect(maps.data.slice(256).every((value) => value === 0)).toBe(true);
  });
});

describe('the checks of a decoder', () => {
  beforeAll(() => useBackend('cpu'));

  it.each<[string, number[]]>([
    ['table rows', [200]],
    ['sequences', [100, 2]],
    ['volumes', [8, 5, 5, 1]],
    ['small pictures of unknown layout', [3, 8, 8]],
  ])('work for %s', async (_, inputShape) => {
    const size = inputShape.reduce((a, b) => a * b);
    const half = size / 2;
    // The encoder reads the first half of the numbers; the decoder draws all of them alike.
    const encoder = functionEncoder(
      (x) => {
        const flat = tf.slice(tf.reshape(x, [-1, size]), [0, 0], [-1, half]) as tf.Tensor2D;
        return tf.matMul(flat, tf.tensor2d(numbers(3 * half, 1), [half, 3]));
      },
      { inputShape },
    );
    const decoder = {
      predict: (z: tf.Tensor) =>
        tf.tile(tf.reshape(tf.sum(z, 1), [-1, ...inputShape.map(() => 1)]), [1, ...inputShape]),
    };
    const inputs = ndarray(numbers(size, 2), [1, ...inputShape]);
    const found = await warningsOf(encoder, decoderMap({ decoder, alpha: 1 }), inputs);
    const [warning = ''] = found.filter((message) => UNREAD.test(message));
    // A part that straddles the border is read.
    expect(Number(/(\d+) %/.exec(warning)?.[1])).toBeGreaterThan(30);
    expect(Number(/(\d+) %/.exec(warning)?.[1])).toBeLessThanOrEqual(50);
  });

  it('cost one forward pass of a batch and 65 of an input, in the first batch and the first draw only', async () => {
    let encoded = 0;
    const encoder = linear((x) => {
      encoded += x.shape[0]!;
    });
    const passesOf = async (explainer: Parameters<typeof explain>[3], count: number, batchSize: number) => {
      // The first run also checks that the encoder is reproducible.
      await explain(encoder, concept, rows(count), explainer, { batchSize, onWarning: () => {} });
      encoded = 0;
      await explain(encoder, concept, rows(count), explainer, { batchSize, onWarning: () => {} });
      return encoded;
    };
    const map = (check: boolean) => decoderMap({ decoder: transposed(), alpha: 1, check });
    // Four features: the unchanged input, and four parts.
    expect((await passesOf(map(true), 3, 1)) - (await passesOf(map(false), 3, 1))).toBe(1 + 5);
    expect((await passesOf(map(true), 6, 2)) - (await passesOf(map(false), 6, 2))).toBe(2 + 6);
    const noisy = (check: boolean) => smoothGrad(map(check), { samples: 4 });
    expect((await passesOf(noisy(true), 1, 1)) - (await passesOf(noisy(false), 1, 1))).toBe(1 + 5);
    const of = (check: boolean) =>
      integratedGradients({
        steps: 1,
        baseline: counterfactualBaseline({ decoder: transposed(), alpha: 1, check }),
      });
    expect((await passesOf(of(true), 6, 2)) - (await passesOf(of(false), 6, 2))).toBe(2);
  });

  it('are not made if nobody listens, or with check: false', async () => {
    const decoder = transposed(-1);
    let encoded = 0;
    const encoder = linear(() => {
      encoded += 1;
    });
    const target = { encoder, scores: [] };
    const x = tf.ones([1, 4]);
    encoded = 0;
    tf.dispose(
      await decoderMap({ decoder, alpha: 1 })
        .attribute(target, x, {})
        .then(({ latent }) => latent),
    );
    expect(encoded).toBe(1);
    x.dispose();
    expect(await warningsOf(linear(), decoderMap({ decoder, alpha: 1, check: false }), rows(2))).toEqual([]);
    const baseline = counterfactualBaseline({ decoder, alpha: 1, check: false });
    expect(await warningsOf(linear(), integratedGradients({ steps: 1, baseline }), rows(2))).toEqual([]);
    for (const make of [decoderMap, counterfactualBaseline]) {
      expect(() => make({ decoder, alpha: 1, check: 1 as never })).toThrow(
        /: check must be true or false; got 1/,
      );
    }
  });

  it('work with samples of the posterior, and free everything if they fail or stop', async () => {
    const encoder = smallEncoder('tanh');
    const of = conceptVector('c', numbers(LATENT, 1));
    const explainer = decoderMap({ decoder: someDecoder(encoder), targetScore: 0 });
    const before = tf.memory().numTensors;
    await warningsOf(encoder, explainer, images(5), { sample: { seed: 1 }, batchSize: 3 }, of);
    await warningsOf(encoder, posteriorAverage(explainer, { samples: 2 }), images(5), { batchSize: 3 }, of);
    for (const failAt of [6, 8, 30]) {
      let calls = 0;
      const failing: Encoder = {
        ...encoder,
        encode(inputs) {
          calls += 1;
          if (calls >= failAt) throw new Error('gone');
          return encoder.encode(inputs);
        },
      };
      await expect(explain(failing, of, images(1), explainer, { onWarning: () => {} })).rejects.toThrow(
        'gone',
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });
});
