import { conceptVector, type Explainer, explain, functionEncoder, layersEncoder } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { memoryEstimate } from '@csm/core/extend';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS_OF_SLOW_TESTS, useBackend } from '../../../test/backends.js';
import { blurredBaseline } from '../src/baselines/blurred-baseline.js';
import { counterfactualBaseline } from '../src/baselines/counterfactual-baseline.js';
import { gridFeatures } from '../src/features/grid-features.js';
import { decoderMap } from '../src/methods/decoder-map.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { gradient } from '../src/methods/gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { replacement } from '../src/perturbation/real-replacement.js';
import { rise } from '../src/perturbation/rise.js';
import { kernelShap } from '../src/perturbation/shapley/kernel-shap.js';
import { contrastive } from '../src/wrappers/contrastive.js';
import { shiftAverage } from '../src/wrappers/shift-average.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';

const LATENT = 6;

/** Two convolutions with BatchNormalization and a dense layer, on images of 32 × 32 × 3. */
function convolutional(activation: 'relu' | 'tanh' | 'gelu' = 'relu') {
  const { layers } = tfl;
  const model = tfl.sequential();
  model.add(
    layers.conv2d({
      inputShape: [32, 32, 3],
      filters: 8,
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      activation,
    }),
  );
  model.add(layers.batchNormalization());
  model.add(layers.conv2d({ filters: 16, kernelSize: 3, strides: 2, padding: 'same', activation }));
  model.add(layers.batchNormalization());
  model.add(layers.flatten());
  model.add(layers.dense({ units: LATENT }));
  return layersEncoder(model);
}

const images = (count: number) =>
  ndarray(
    Float32Array.from({ length: count * 3072 }, (_, i) => Math.sin(i * i)),
    [count, 32, 32, 3],
  );
const concepts = (count: number) =>
  Array.from({ length: count }, (_, k) =>
    conceptVector(
      `${k}`,
      Float32Array.from({ length: LATENT }, (_, i) => Math.cos(i + k * k)),
    ),
  );

/** A decoder that is one matrix product. */
const decoder: DecoderModel = {
  predict: (latents) =>
    tf.reshape(tf.matMul(latents as tf.Tensor2D, tf.ones([LATENT, 3072])), [-1, 32, 32, 3]),
};

/** The largest number of bytes that a run allocates, measured after each kernel, minus the bytes before it. */
async function peakOf(run: () => Promise<unknown>): Promise<number> {
  const before = tf.memory().numBytes;
  let peak = before;
  const kernels = tf.getKernelsForBackend(tf.getBackend());
  for (const config of kernels) {
    tf.unregisterKernel(config.kernelName, config.backendName);
    const kernelFunc: tf.KernelFunc = (call) => {
      const result = config.kernelFunc(call);
      peak = Math.max(peak, tf.memory().numBytes);
      return result;
    };
    tf.registerKernel({ ...config, kernelFunc });
  }
  try {
    await run();
  } finally {
    for (const config of kernels) {
      tf.unregisterKernel(config.kernelName, config.backendName);
      tf.registerKernel(config);
    }
  }
  return peak - before;
}

type Case = [name: string, explainer: Explainer, concepts: number];
const cases: Case[] = [
  ['gradient', gradient(), 1],
  ['gradient of 6 concepts', gradient(), 6],
  ['integrated gradients', integratedGradients({ steps: 2 }), 3],
  ['SmoothGrad', smoothGrad(gradient(), { samples: 2 }), 3],
  ['rectified gradient', rectifiedGradient({ percentile: 60 }), 3],
  ['DeepLIFT', deepLift(), 2],
];
/** On cpu, where they take most of the time, they are left out: their peak is that of the method that they call, plus their sums. */
const combinations: Case[] = [
  ['SmoothGrad of DeepLIFT', smoothGrad(deepLift(), { samples: 2 }), 1],
  ['shift average', shiftAverage(gradient()), 3],
  [
    'integrated gradients, blurred',
    integratedGradients({ steps: 2, baseline: blurredBaseline({ sigma: 2 }) }),
    3,
  ],
  [
    'integrated gradients, counterfactual',
    integratedGradients({ steps: 2, baseline: counterfactualBaseline({ decoder, alpha: 1 }) }),
    3,
  ],
];

describe.each(BACKENDS_OF_SLOW_TESTS)('memory on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    if (backend === 'wasm') registerKernels();
  });

  it.each(backend === 'wasm' ? [...cases, ...combinations] : cases)(
    'is at most the estimate, and at least a quarter of it: %s',
    async (_, explainer, count) => {
      const encoder = convolutional();
      // There are so many samples that traces are not repeated; the fixed part of the estimate is for repeated traces.
      const batchSize = 320;
      const peak = await peakOf(() =>
        explain(encoder, concepts(count), images(batchSize), explainer, { batchSize }),
      );
      const { perSample } = memoryEstimate(encoder, explainer, count);
      expect(peak).toBeLessThan(perSample * batchSize);
      expect(peak).toBeGreaterThan((perSample * batchSize) / 4);
    },
  );

  it.each(['tanh', 'gelu'] as const)('is at most the estimate: DeepLIFT with %s', async (activation) => {
    const encoder = convolutional(activation);
    const batchSize = 320;
    const peak = await peakOf(() =>
      explain(encoder, concepts(2), images(batchSize), deepLift(), { batchSize }),
    );
    expect(peak).toBeLessThan(memoryEstimate(encoder, deepLift(), 2).perSample * batchSize);
  });

  it.each([
    // Its estimate counts each other concept as half a pass, which is more than the concept's map takes.
    ['contrastive gradient', contrastive(gradient(), { concepts: concepts(8) }), 2],
    [
      'contrastive integrated gradients, in spreads',
      contrastive(integratedGradients({ steps: 2 }), { concepts: concepts(8), units: 'spread' }),
      2,
    ],
    // These methods do not run a trace.
    [
      'kernelShap, several at once',
      kernelShap({
        features: gridFeatures([32, 32, 3], { size: 16 }),
        perMember: 'share',
        perturbationsPerEval: 4,
      }),
      3,
    ],
    [
      'replacement, several at once',
      replacement({
        donors: images(3),
        features: gridFeatures([32, 32, 3], { size: 16 }),
        perturbationsPerEval: 4,
      }),
      3,
    ],
    ['rise', rise({ masks: 4, perturbationsPerEval: 2 }), 3],
    ['decoder map', decoderMap({ decoder, alpha: 1 }), 3],
  ])('is at most the estimate: %s', async (_, explainer, count) => {
    const encoder = convolutional();
    const batchSize = 40;
    const peak = await peakOf(() =>
      explain(encoder, concepts(count), images(batchSize), explainer, { batchSize }),
    );
    expect(peak).toBeLessThan(memoryEstimate(encoder, explainer, count).perSample * batchSize);
  });

  it('stays within a budget, with the largest batches that fit', async () => {
    const encoder = convolutional();
    const { perSample, repeatedPerSample, fixed } = memoryEstimate(encoder, gradient(), 2);
    const batches: number[] = [];
    const onProgress = ({ done }: { done: number }) => batches.push(done);
    const inputs = images(10);
    const run = (memory: number | string) => {
      batches.length = 0;
      return explain(encoder, concepts(2), inputs, gradient(), { memory, onProgress });
    };
    const budget = 4 * (perSample + repeatedPerSample);
    expect(budget).toBeLessThan(fixed + 4 * perSample);
    expect(await peakOf(() => run(budget))).toBeLessThan(budget);
    expect([...new Set(batches)].filter(Number.isInteger).slice(-3)).toEqual([4, 8, 10]);
    await run('1GB');
    expect(batches.at(-1)).toBe(10);
  });

  it('does not grow with the steps of integrated gradients', async () => {
    const encoder = convolutional();
    const peak = (steps: number) =>
      peakOf(() => explain(encoder, concepts(2), images(4), integratedGradients({ steps })));
    expect(await peak(12)).toBe(await peak(3));
  });
});

describe('memory is refused', () => {
  const input = images(1);
  const [concept] = concepts(1);
  beforeAll(() => useBackend('cpu'));

  it.each([
    [
      { memory: '512 cats' },
      /^explain: memory must be a number of bytes or a string such as '512MB'.*got "512 cats"/,
    ],
    [{ memory: -1 }, /memory must be/],
    [
      { memory: '1kB' },
      /^explain: memory must hold one sample with 1 scores, about 1 MB; got 1kB; raise it to at least '1MB'/,
    ],
    [{ memory: '1GB', batchSize: 8 }, /^explain: expected batchSize or memory, not both/],
  ])('%o', async (options, message) => {
    await expect(explain(convolutional(), concept!, input, gradient(), options)).rejects.toThrow(message);
  });

  it('for a function, whose shapes are not known', async () => {
    const opaque = functionEncoder(
      (x) => tf.slice(tf.reshape(x, [x.shape[0]!, -1]), [0, 0], [-1, LATENT]) as tf.Tensor2D,
      {
        inputShape: [32, 32, 3],
      },
    );
    await expect(explain(opaque, concept!, input, gradient(), { memory: '1GB' })).rejects.toThrow(
      /memory needs an encoder with a graph/,
    );
  });
});
