import {
  type ConceptVector,
  conceptVector,
  type Encoder,
  type Explainer,
  explain,
  layersEncoder,
} from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import * as fc from 'fast-check';
import ndarray, { type NdArray } from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deconvnet } from './deconvnet.js';
import { deepLift } from './deep-lift.js';
import { epsilonLrp } from './epsilon-lrp.js';
import { gradient } from './gradient.js';
import { gradientShap } from './gradient-shap.js';
import { guidedBackprop } from './guided-backprop.js';
import { inputXGradient } from './input-x-gradient.js';
import { integratedGradients } from './integrated-gradients.js';
import { occlusion } from './occlusion.js';
import type { Quadrature } from './quadrature.js';
import { rectifiedGradient } from './rectified-gradient.js';
import { smoothGrad } from './smooth-grad.js';

const SHAPE = [6, 5, 2];
const SIZE = 60;
const LATENT = 4;

/** A small convolutional encoder with the given nonlinearity, seeded. */
function smallEncoder(activation: 'relu' | 'tanh'): Encoder {
  const { layers, initializers } = tfl;
  const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  return layersEncoder(
    tfl.sequential({
      layers: [
        layers.conv2d({
          filters: 5,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          inputShape: SHAPE as [6, 5, 2],
          activation,
          ...init(1),
        }),
        layers.batchNormalization({ movingMeanInitializer: initializers.constant({ value: 0.2 }) }),
        layers.flatten(),
        layers.dense({ units: 12, activation, ...init(2) }),
        layers.dense({ units: LATENT, ...init(3) }),
      ],
    }),
  );
}

const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);
const images = (count: number, seed = 1) => ndarray(numbers(count * SIZE, seed), [count, ...SHAPE]);
const concept = (seed: number): ConceptVector => conceptVector(`${seed}`, numbers(LATENT, seed));

function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}
const scaleOf = (map: NdArray<Float32Array>) => Math.max(...map.data.map(Math.abs));
const times = (map: NdArray<Float32Array>, by: NdArray<Float32Array>) =>
  map.data.map((value, i) => value * by.data[i]!);

let relu: Encoder;
let tanh: Encoder;
beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
  relu = smallEncoder('relu');
  tanh = smallEncoder('tanh');
});

const methods: [string, () => Explainer][] = [
  ['gradient', gradient],
  ['integrated gradients', () => integratedGradients({ steps: 5, baseline: 0.1 })],
  ['guided backprop', guidedBackprop],
  ['rectified gradient', () => rectifiedGradient({ percentile: 60, borderMask: true })],
  ['input × gradient', inputXGradient],
  ['deconvnet', deconvnet],
  ['ε-LRP', epsilonLrp],
  ['DeepLIFT', () => deepLift({ baseline: 0.1 })],
  ['occlusion', () => occlusion({ window: [3, 3, 2] })],
  ['SmoothGrad of gradient', () => smoothGrad(gradient(), { samples: 3, seed: 4 })],
  ['VarGrad of guided backprop', () => smoothGrad(guidedBackprop(), { samples: 3, aggregate: 'variance' })],
  ['GradientSHAP', () => gradientShap({ baselines: images(4, 11), samples: 3, noise: 0.1 })],
];

describe.each(methods)('%s', (name, create) => {
  it('is called so, and its maps do not depend on the batch', async () => {
    const inputs = images(5);
    const whole = await explain(relu, concept(1), inputs, create(), { batchSize: 5 });
    const single = await explain(relu, concept(1), inputs, create(), { batchSize: 1 });
    expect(whole.explainer).toBe(name);
    expect(scaleOf(whole.maps)).toBeGreaterThan(0);
    // ε-LRP divides by pre-activations that may be near zero; the rest adds and multiplies.
    const tolerance = name === 'ε-LRP' ? 1e-4 : 5e-6;
    expect(maxDifference(single.maps.data, whole.maps.data)).toBeLessThan(tolerance * scaleOf(whole.maps));
  });

  it('leaves the memory as it was: a thousand calls, an abort', async () => {
    const inputs = images(1);
    await explain(relu, [concept(1), concept(2)], inputs, create());
    const before = tf.memory();
    for (let i = 0; i < 1000; i++) await explain(relu, concept(1), inputs, create());
    expect(tf.memory()).toEqual(before);
    const controller = new AbortController();
    const run = explain(relu, [concept(1), concept(2)], images(4), create(), {
      batchSize: 2,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
    expect(tf.memory()).toEqual(before);
  });

  it('reports progress that grows to the end', async () => {
    const seen: number[] = [];
    await explain(relu, [concept(1), concept(2)], images(4), create(), {
      batchSize: 2,
      onProgress: ({ done }) => seen.push(done),
    });
    expect(seen.at(-1)).toBe(4);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.length).toBeGreaterThanOrEqual(4);
  });
});

describe('completeness', () => {
  it('of DeepLIFT: the map adds up to s(x) − s(b), kinks or not', async () => {
    const [x, base] = [images(3), images(1, 7)];
    const { maps, scores } = await explain(relu, concept(1), x, deepLift({ baseline: base }));
    const atBaseline = (await explain(relu, concept(1), base, gradient())).scores.get(0);
    for (let i = 0; i < 3; i++) {
      const sum = maps.data.subarray(i * SIZE, (i + 1) * SIZE).reduce((a, b) => a + b, 0);
      expect(Math.abs(sum - (scores.get(i) - atBaseline))).toBeLessThan(1e-4);
    }
  });
});

describe('seeds', () => {
  it('the same seed gives the same maps, another seed others', async () => {
    const maps = (seed: number) =>
      explain(relu, concept(1), images(2), smoothGrad(gradient(), { samples: 2, seed }));
    expect((await maps(1)).maps).toEqual((await maps(1)).maps);
    expect(maxDifference((await maps(1)).maps.data, (await maps(2)).maps.data)).toBeGreaterThan(1e-3);
  });

  it('no noise is the inner method', async () => {
    const smooth = await explain(
      relu,
      concept(1),
      images(2),
      smoothGrad(gradient(), { samples: 2, noise: 0 }),
    );
    const plain = await explain(relu, concept(1), images(2), gradient());
    expect(maxDifference(smooth.maps.data, plain.maps.data)).toBeLessThan(2e-6 * scaleOf(plain.maps));
  });
});

describe('linearity in the concept', () => {
  it.each([
    ['gradient', gradient()],
    ['integrated gradients', integratedGradients({ steps: 4, baseline: 0.3 })],
  ])('%s', async (_name, explainer) => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 99 }),
        fc.double({ min: -3, max: 3, noNaN: true }),
        async (seed, scale) => {
          const sum = numbers(LATENT, seed).map((value, i) => value + scale * concept(100).vector[i]!);
          const [a, b, c] = await explain(
            relu,
            [concept(seed), concept(100), conceptVector('sum', sum)],
            images(2),
            explainer,
          );
          const expected = a!.maps.data.map((value, i) => value + scale * b!.maps.data[i]!);
          expect(maxDifference(c!.maps.data, expected)).toBeLessThan(
            1e-5 * (scaleOf(a!.maps) + 3 * scaleOf(b!.maps)),
          );
        },
      ),
      { seed: 1, numRuns: 15 },
    );
  });
});

describe('integrated gradients', () => {
  const sums = (maps: NdArray<Float32Array>) =>
    Array.from({ length: maps.shape[0]! }, (_, i) =>
      maps.data.subarray(i * SIZE, (i + 1) * SIZE).reduce((a, b) => a + b, 0),
    );

  it.each<[Quadrature, number]>([
    ['gauss-legendre', 12],
    ['riemann-middle', 300],
    ['trapezoid', 300],
  ])('add up to the difference of scores on a smooth encoder: %s, %i steps', async (quadrature, steps) => {
    const [x, base] = [images(3), images(1, 7)];
    const explainer = integratedGradients({ steps, quadrature, baseline: base });
    const { maps, scores } = await explain(tanh, concept(1), x, explainer);
    const atBaseline = (await explain(tanh, concept(1), base, gradient())).scores.get(0);
    sums(maps).forEach((sum, i) => {
      expect(Math.abs(sum - (scores.get(i) - atBaseline))).toBeLessThan(2e-4);
    });
  });

  it('with one step at the input are input × gradient', async () => {
    const x = images(2);
    const { maps } = await explain(
      relu,
      concept(1),
      x,
      integratedGradients({ steps: 1, quadrature: 'riemann-right' }),
    );
    const plain = await explain(relu, concept(1), x, gradient());
    expect(maxDifference(maps.data, times(plain.maps, x))).toBeLessThan(2e-6 * scaleOf(maps));
  });

  it('take a number, an ndarray or a tensor as baseline, with or without a batch axis', async () => {
    const values = new Float32Array(SIZE).fill(0.25);
    const tensor = tf.tensor(values, SHAPE);
    const baselines = [0.25, ndarray(values, SHAPE), ndarray(values, [1, ...SHAPE]), tensor];
    const maps = await Promise.all(
      baselines.map((baseline) =>
        explain(relu, concept(1), images(2), integratedGradients({ steps: 3, baseline })),
      ),
    );
    for (const explanation of maps) expect(explanation.maps).toEqual(maps[0]!.maps);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });
});

describe('degenerate settings', () => {
  it('guided backprop without a ReLU is the gradient', async () => {
    const [guided, plain] = [
      await explain(tanh, concept(1), images(2), guidedBackprop()),
      await explain(tanh, concept(1), images(2), gradient()),
    ];
    expect(guided.maps).toEqual(plain.maps);
  });

  it('rectified gradient at threshold 0 is input × guided backprop on a ReLU net', async () => {
    const x = images(3);
    const rectified = await explain(relu, concept(2), x, rectifiedGradient({ threshold: 0 }));
    const guided = await explain(relu, concept(2), x, guidedBackprop());
    expect(maxDifference(rectified.maps.data, times(guided.maps, x))).toBeLessThan(
      2e-6 * scaleOf(rectified.maps),
    );
  });
});

describe('rules', () => {
  const { layers } = tfl;
  const ones = conceptVector('ones', [1, 1, 1]);

  it('pass nothing through a ReLU6 that is full', async () => {
    const model = tfl.sequential({ layers: [layers.activation({ activation: 'relu6', inputShape: [3] })] });
    const x = ndarray(Float32Array.from([-1, 3, 50]), [1, 3]);
    expect([...(await explain(layersEncoder(model), ones, x, guidedBackprop())).maps.data]).toEqual([
      0, 1, 0,
    ]);
  });

  it('refuse a layer whose ReLU they cannot reach, in place of giving the plain gradient', async () => {
    const transposed = layers.conv2dTranspose({
      filters: 1,
      kernelSize: 2,
      activation: 'relu',
      name: 'up',
      inputShape: [2, 2, 1],
    });
    const encoder = layersEncoder(
      tfl.sequential({ layers: [transposed, layers.flatten(), layers.dense({ units: 3 })] }),
    );
    const x = ndarray(Float32Array.from([1, 2, 3, 4]), [1, 2, 2, 1]);
    for (const explainer of [guidedBackprop(), rectifiedGradient()]) {
      await expect(explain(encoder, ones, x, explainer)).rejects.toThrow(
        'layer "up" (Conv2DTranspose) applies a nonlinearity inside, where the rule of this method cannot reach it',
      );
    }
    expect((await explain(encoder, ones, x, gradient())).maps.size).toBe(4);
  });
});

describe('options that cannot be', () => {
  it.each<[() => Explainer, RegExp]>([
    [
      () => integratedGradients({ steps: 0 }),
      /^integratedGradients: steps must be a whole number of at least 1; got 0/,
    ],
    [() => integratedGradients({ steps: 1, quadrature: 'trapezoid' }), /at least 2; got 1/],
    [() => integratedGradients({ quadrature: 'simpson' as 'trapezoid' }), /unknown quadrature "simpson"/],
    [
      () => rectifiedGradient({ percentile: 101 }),
      /^rectifiedGradient: percentile must be from 0 to 100; got 101/,
    ],
    [() => rectifiedGradient({ percentile: 90, threshold: 0 }), /a percentile or a threshold, not both/],
    [() => rectifiedGradient({ threshold: Number.NaN }), /threshold must be a finite number; got NaN/],
    [
      () => guidedBackprop({ activations: 'elu' as 'all' }),
      /^guidedBackprop: activations must be 'relu' or 'all'; got "elu"/,
    ],
  ])('%s', (create, message) => {
    expect(create).toThrow(message);
  });

  it('a baseline of another shape', async () => {
    const before = tf.memory();
    const explainer = integratedGradients({ baseline: ndarray(new Float32Array(4), [2, 2]) });
    await expect(explain(relu, concept(1), images(1), explainer)).rejects.toThrow(
      'integratedGradients: the baseline must have shape [6,5,2] or [1,6,5,2]; got [2,2]',
    );
    expect(tf.memory()).toEqual(before);
  });
});
