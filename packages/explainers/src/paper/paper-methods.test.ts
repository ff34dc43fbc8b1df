import {
  conceptVector,
  type Encoder,
  type Explainer,
  explain,
  functionEncoder,
  layersEncoder,
} from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { useBackend } from '../../../../test/backends.js';
import { gradient } from '../methods/gradient.js';
import { integratedGradients } from '../methods/integrated-gradients.js';
import { occlusion } from '../methods/occlusion.js';
import { rectifiedGradient } from '../methods/rectified-gradient.js';
import { nearestPercentile } from '../rules/rectified-gradient/percentile.js';
import { smoothGrad } from '../wrappers/smooth-grad.js';
import { paperMethods } from './paper-methods.js';
import type { PaperMethod } from './paper-options.js';

beforeAll(() => useBackend('cpu'));

const concept = conceptVector('c', [1, -0.5]);
const init = (seed: number) => ({ kernelInitializer: tfl.initializers.glorotNormal({ seed }) });
const quiet = { onWarning: () => {} };
const numbers = (count: number, seed = 1) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i));

/** Two hidden layers of six ReLUs, by name, on five features. */
function hiddenLayers(names: readonly [string, string]) {
  return names.map((name, i) =>
    tfl.layers.dense({
      name,
      units: 6,
      activation: 'relu',
      ...init(i + 1),
      ...(i === 0 && { inputShape: [5] }),
    }),
  );
}

/** The encoder of these layers, with a latent of two. */
function denseEncoder(names: readonly [string, string]): Encoder {
  const top = tfl.layers.dense({ units: 2, ...init(7) });
  return layersEncoder(tfl.sequential({ layers: [...hiddenLayers(names), top] }));
}

const vectors = ndarray(numbers(3 * 5), [3, 5]);
const pictures = ndarray(numbers(2 * 8 * 8), [2, 8, 8, 1]);

function pictureEncoder(): Encoder {
  const { conv2d, flatten, dense, maxPooling2d } = tfl.layers;
  return layersEncoder(
    tfl.sequential({
      layers: [
        conv2d({
          filters: 3,
          kernelSize: 3,
          padding: 'same',
          activation: 'relu',
          inputShape: [8, 8, 1],
          ...init(1),
        }),
        maxPooling2d({ poolSize: 2 }),
        conv2d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'tanh', ...init(2) }),
        flatten(),
        dense({ units: 2, ...init(3) }),
      ],
    }),
  );
}

const mapsOf = async (encoder: Encoder, inputs: ReturnType<typeof ndarray>, explainer: Explainer) =>
  (await explain(encoder, concept, inputs as never, explainer, quiet)).maps.data;

const NAMES = [
  'saliency',
  'grad*input',
  'intgrad',
  'smoothgrad',
  'elrp',
  'deeplift',
  'occlusion',
  'guidedbp',
  'deconv',
  'rectgrad',
  'rectgradprr',
  'rectgradmod',
  'rectgradconst',
];

describe('paperMethods', () => {
  it('have the names of the attribution code, and run without options', async () => {
    expect(Object.keys(paperMethods)).toEqual(NAMES);
    expectTypeOf<PaperMethod>().toEqualTypeOf<keyof typeof paperMethods>();
    const encoder = pictureEncoder();
    for (const [name, make] of Object.entries(paperMethods)) {
      const maps = await mapsOf(encoder, pictures, make());
      expect([name, maps.every(Number.isFinite)]).toEqual([name, true]);
    }
    for (const name of Object.keys(paperMethods) as PaperMethod[]) {
      expectTypeOf(paperMethods[name]()).toEqualTypeOf<Explainer>();
    }
  });

  it('have descriptions that distinguish them', () => {
    const explainers = Object.values(paperMethods).map((make) => make());
    expect(explainers.map(({ name }) => name)).toEqual([
      'gradient',
      'input × gradient',
      'integrated gradients',
      'SmoothGrad of gradient',
      'ε-LRP',
      'DeepLIFT',
      'occlusion',
      'guided backprop',
      'deconvnet',
      'rectified gradient',
      'rectified gradient, PRR',
      'rectified gradient, magnitudes',
      'rectified gradient, constant threshold',
    ]);
    expect(explainers.map(({ description }) => description)).toEqual([
      'gradient',
      'input × gradient',
      'integrated gradients, 50 steps (right Riemann sum) from 0',
      'SmoothGrad (50 samples, noise 0.1 of the range of all inputs) of gradient',
      'ε-LRP, ε 0.0001, gradient form',
      'DeepLIFT from 0, midpoint derivative',
      'occlusion by 0, window 1 along every axis, strides 1 along every axis',
      'guided backprop as published',
      'deconvnet as published',
      'rectified gradient as published, percentile 95, border mask',
      'rectified gradient as published, percentile 98, border mask, proportional max pooling',
      'rectified gradient as published, percentile 98, border mask, magnitudes',
      'rectified gradient as published, threshold 0, border mask',
    ]);
  });

  it('reject unknown options and values by the name of the call', () => {
    expect(() => paperMethods.saliency({ steps: 5 } as never)).toThrow(
      'paperMethods.saliency: unknown option "steps"',
    );
    expect(() => paperMethods['grad*input']({ steps: 5 } as never)).toThrow(
      "paperMethods['grad*input']: unknown option",
    );
    expect(() => paperMethods.smoothgrad({ noise_level: 0.2 } as never)).toThrow(
      'paperMethods.smoothgrad: unknown option "noise_level"; valid options: noiseLevel, steps, seed.',
    );
    expect(() => paperMethods.rectgrad({ borderMask: false } as never)).toThrow(
      'paperMethods.rectgrad: unknown option "borderMask"; valid options: percentile.',
    );
    expect(() => paperMethods.smoothgrad({ steps: 0 })).toThrow('paperMethods.smoothgrad: steps must be');
    expect(() => paperMethods.smoothgrad({ noiseLevel: -1 })).toThrow(
      'paperMethods.smoothgrad: noiseLevel must be',
    );
    expect(() => paperMethods.rectgradprr({ percentile: 101 })).toThrow(
      'paperMethods.rectgradprr: percentile must be',
    );
    expect(() => paperMethods.rectgradconst({ tau: Number.NaN })).toThrow(
      'paperMethods.rectgradconst: tau must be',
    );
    expect(() => paperMethods.occlusion({ windowShape: [0] })).toThrow(
      'paperMethods.occlusion: windowShape must be',
    );
    expect(() => paperMethods.occlusion({ step: 0 })).toThrow(
      'paperMethods.occlusion: step must be a whole number of at least 1, or one per axis; got 0.',
    );
    expect(() => paperMethods.occlusion({ windowShape: [0, 2] })).toThrow('one per axis; got [0,2].');
    expect(() => paperMethods.rectgradmod({ percentile: null } as never)).toThrow(
      'paperMethods.rectgradmod: percentile must be a finite number of at least 0 and at most 100; got null.',
    );
  });
});

describe('the quirks of the attribution code', () => {
  it('smoothgrad: one noise level for all inputs, whatever the batch size', async () => {
    const squares = functionEncoder((x) => tf.sum(tf.square(x), 1, true) as tf.Tensor2D, {
      inputShape: [16],
    });
    const inputs = ndarray(
      Float32Array.from({ length: 32 }, (_, i) => ((i % 16) / 15) * (i < 16 ? 1 : 0.1)),
      [2, 16],
    );
    const one = conceptVector('c', [1]);
    const noise = async (batchSize: number) => {
      const { maps } = await explain(squares, one, inputs, paperMethods.smoothgrad({ steps: 1 }), {
        batchSize,
      });
      return maps.data.map((value, i) => value / 2 - inputs.data[i]!);
    };
    const drawn = await noise(2);
    expect(await noise(1)).toEqual(drawn);
    const spread = (values: Float32Array) =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    // From 16 numbers each, within a factor of two; a level for each sample would be ten times lower for the second.
    for (const half of [drawn.subarray(0, 16), drawn.subarray(16)]) {
      expect(spread(half)).toBeGreaterThan(0.05);
      expect(spread(half)).toBeLessThan(0.2);
    }
    const encoder = denseEncoder(['a', 'b']);
    const ours = smoothGrad(gradient(), { samples: 5, noise: 0.2, seed: 3, rangeOf: 'inputs' });
    expect(
      await mapsOf(encoder, vectors, paperMethods.smoothgrad({ steps: 5, noiseLevel: 0.2, seed: 3 })),
    ).toEqual(await mapsOf(encoder, vectors, ours));
  });

  it('rectgradmod: magnitudes, but signed in layers named Logits', async () => {
    const named = await mapsOf(
      denseEncoder(['a', 'my_Logits_1']),
      vectors,
      paperMethods.rectgradmod({ percentile: 60 }),
    );
    const unnamed = await mapsOf(
      denseEncoder(['a', 'my_logits_1']),
      vectors,
      paperMethods.rectgradmod({ percentile: 60 }),
    );
    expect(named).not.toEqual(unnamed);
    expectClose(named, slowRectgradmod([false, true]));
    expectClose(unnamed, slowRectgradmod([false, false]));
  });

  it('rectgrad: units that were not active pass if the threshold is negative', async () => {
    const encoder = denseEncoder(['a', 'b']);
    const published = await mapsOf(encoder, vectors, paperMethods.rectgrad({ percentile: 10 }));
    const same = rectifiedGradient({ percentile: 10, deadUnits: 'passed' });
    expect(published).toEqual(await mapsOf(encoder, vectors, same));
    expect(published).not.toEqual(await mapsOf(encoder, vectors, rectifiedGradient({ percentile: 10 })));
  });

  it('rectgrad: one threshold per channel in layers of rank 3', async () => {
    const { conv1d, flatten, dense } = tfl.layers;
    const encoder = layersEncoder(
      tfl.sequential({
        layers: [
          conv1d({ filters: 3, kernelSize: 3, activation: 'relu', inputShape: [12, 2], ...init(4) }),
          flatten(),
          dense({ units: 2, ...init(5) }),
        ],
      }),
    );
    const inputs = ndarray(numbers(2 * 24, 3), [2, 12, 2]);
    for (const [options, importance] of [
      [paperMethods.rectgrad({ percentile: 80 }), (value: number) => value],
      [paperMethods.rectgradmod({ percentile: 80 }), Math.abs],
    ] as const) {
      const x = tf.tensor(inputs.data, [2, 12, 2]) as tf.Tensor3D;
      const trace = await encoder.trace!(x);
      const cotangent = tf.tile(tf.tensor2d(concept.vector, [1, 2]), [2, 1]) as tf.Tensor2D;
      const slow = await trace.backward(cotangent, ({ operation }) =>
        operation.kind === 'activation'
          ? {
              name: 'slow',
              backward: ({ output, cotangent: g }) => {
                const [a, gradients] = [output.dataSync(), g.dataSync()];
                const [, length = 0, channels = 0] = output.shape;
                const passed = gradients.map((value, i) => {
                  const [sample, channel] = [Math.floor(i / (length * channels)), i % channels];
                  const line = Float32Array.from({ length }, (_, k) => {
                    const at = (sample * length + k) * channels + channel;
                    return importance(Math.fround(a[at]! * gradients[at]!));
                  });
                  const above = importance(Math.fround(a[i]! * value)) > nearestPercentile(line, 80);
                  return above ? value : 0;
                });
                return [tf.tensor(passed as Float32Array, g.shape)];
              },
            }
          : undefined,
      );
      const expected = (tf.mul(slow, x).dataSync() as Float32Array).slice();
      trace.dispose();
      expectClose(await mapsOf(encoder, inputs, options), expected);
      const perSample = rectifiedGradient({ percentile: 80, deadUnits: 'passed' });
      expect(expected).not.toEqual(await mapsOf(encoder, inputs, perSample));
    }
  });

  it('rectgradconst: the threshold is compared with a · g, and the border mask is on', async () => {
    const encoder = pictureEncoder();
    const published = await mapsOf(encoder, pictures, paperMethods.rectgradconst({ tau: 0.01 }));
    const options = { threshold: 0.01, activations: 'reference', deadUnits: 'passed' } as const;
    expect(published).toEqual(
      await mapsOf(encoder, pictures, rectifiedGradient({ ...options, borderMask: true })),
    );
    expect(published).not.toEqual(await mapsOf(encoder, pictures, rectifiedGradient(options)));
  });

  it('intgrad: a right Riemann sum along a path from 0, whatever the baseline', async () => {
    const encoder = denseEncoder(['a', 'b']);
    const baseline = ndarray(Float32Array.of(0.1, -0.2, 0.3, 0.4, 0), [5]);
    const published = await mapsOf(encoder, vectors, paperMethods.intgrad({ steps: 4, baseline }));
    const slow = new Float32Array(15);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      const at = ndarray(
        vectors.data.map((value) => value * share),
        [3, 5],
      );
      const step = await mapsOf(encoder, at, gradient());
      for (const i of slow.keys()) slow[i]! += (step[i]! * (vectors.data[i]! - baseline.data[i % 5]!)) / 4;
    }
    expectClose(published, slow);
    const proper = integratedGradients({ steps: 4, quadrature: 'riemann-right', baseline });
    expect(published).not.toEqual(await mapsOf(encoder, vectors, proper));
  });

  it('occlusion: by default each number on its own, as a window of 1 with stride 1 along every axis', async () => {
    const encoder = pictureEncoder();
    const published = await mapsOf(encoder, pictures, paperMethods.occlusion());
    const scores = async (data: Float32Array) =>
      (await explain(encoder, concept, ndarray(data, [2, 8, 8, 1]), gradient())).scores.data;
    const whole = await scores(pictures.data);
    for (const feature of [0, 9, 63]) {
      const without = pictures.data.slice();
      for (const sample of [0, 1]) without[sample * 64 + feature] = 0;
      const left = await scores(without);
      for (const sample of [0, 1]) {
        expect(published[sample * 64 + feature]).toBeCloseTo(whole[sample]! - left[sample]!, 5);
      }
    }
  });

  it('occlusion: a drop counts as often as the window has features, and only windows that fit are used', async () => {
    const encoder = denseEncoder(['a', 'b']);
    const published = await mapsOf(encoder, vectors, paperMethods.occlusion({ windowShape: [2], step: 1 }));
    const scores = async (data: Float32Array) =>
      (await explain(encoder, concept, ndarray(data, [3, 5]), gradient())).scores.data;
    const whole = await scores(vectors.data);
    const [sums, weights] = [new Float64Array(15), new Float64Array(15)];
    for (const start of [0, 1, 2, 3]) {
      const left = await scores(
        vectors.data.map((value, i) => ([start, start + 1].includes(i % 5) ? 0 : value)),
      );
      for (const i of sums.keys()) {
        if (![start, start + 1].includes(i % 5)) continue;
        const sample = Math.floor(i / 5);
        sums[i]! += whole[sample]! - left[sample]!;
        weights[i]! += 2;
      }
    }
    expectClose(
      published,
      Float32Array.from(sums, (sum, i) => sum / weights[i]!),
    );
    const steps = paperMethods.occlusion({ windowShape: [3], step: 2 });
    expect(await mapsOf(encoder, vectors, steps)).toEqual(
      await mapsOf(encoder, vectors, occlusion({ window: [3], strides: [2], referenceWindows: true })),
    );
    await expect(
      mapsOf(pictureEncoder(), pictures, paperMethods.occlusion({ windowShape: [2, 2] })),
    ).rejects.toThrow(
      'paperMethods.occlusion: windowShape must have one number per axis of the inputs [8, 8, 1]; got [2, 2].',
    );
  });

  /** The gradient through two hidden layers with the rule of `rectgradmod`, unit by unit; `signed` are the layers named Logits. */
  function slowRectgradmod(signed: readonly [boolean, boolean]): Float32Array {
    const model = tfl.sequential({ layers: hiddenLayers(['x', 'y']) });
    const kernels = model.layers.map((layer) => layer.getWeights()[0]!.arraySync() as number[][]);
    const last = tfl.layers.dense({ units: 2, ...init(7), inputShape: [6] });
    tfl.sequential({ layers: [last] });
    const top = last.getWeights()[0]!.arraySync() as number[][];
    const map = new Float32Array(15);
    for (const sample of [0, 1, 2]) {
      const x = [...vectors.data.subarray(sample * 5, sample * 5 + 5)];
      const forward = (values: readonly number[], kernel: readonly number[][]) =>
        kernel[0]!.map((_, unit) =>
          Math.max(
            0,
            values.reduce((sum, value, i) => sum + value * kernel[i]![unit]!, 0),
          ),
        );
      const outputs = [forward(x, kernels[0]!)];
      outputs.push(forward(outputs[0]!, kernels[1]!));
      let cotangent = top.map((row) => row.reduce((sum, weight, k) => sum + weight * concept.vector[k]!, 0));
      for (const layer of [1, 0]) {
        const important = cotangent.map((g, i) => {
          const product = outputs[layer]![i]! * g;
          return signed[layer] ? product : Math.abs(product);
        });
        const threshold = nearestPercentile(Float32Array.from(important), 60);
        const passed = cotangent.map((g, i) => (Math.fround(important[i]!) > threshold ? g : 0));
        cotangent = kernels[layer]!.map((row) =>
          row.reduce((sum, weight, unit) => sum + weight * passed[unit]!, 0),
        );
      }
      for (const i of x.keys()) map[sample * 5 + i] = x[i]! * cotangent[i]!;
    }
    return map;
  }
});

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const scale = Math.max(...Array.from(expected, Math.abs));
  expect(scale).toBeGreaterThan(0);
  const worst = Math.max(...Array.from(expected, (value, i) => Math.abs(value - actual[i]!)));
  expect(worst / scale).toBeLessThan(1e-5);
}
