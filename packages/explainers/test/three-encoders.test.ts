import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  conceptVector,
  type Encoder,
  type Explainer,
  explain,
  functionEncoder,
  graphEncoder,
  layersEncoder,
} from '@csm/core';
import type { Graph } from '@csm/core/extend';
import { registerKernels, unregisterKernels } from '@csm/wasm';
import type { GraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import { graphModelOf } from '../../../test/graph-model.js';
import { loadMnistEncoder, MNIST_VAE, mnistDigits } from '../../../test/graph-model-mnist.js';
import { ORACLE_NAMES, oracleModel, readOracle, values } from '../../../test/oracles.js';
import { NEEDS_SHARED } from '../../../test/shared-folder.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { deepLift } from '../src/methods/deep-lift.js';
import { epsilonLrp } from '../src/methods/epsilon-lrp.js';
import { gradient } from '../src/methods/gradient.js';
import { gradientShap } from '../src/methods/gradient-shap.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { inputXGradient } from '../src/methods/input-x-gradient.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { lrp } from '../src/methods/lrp/lrp.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';

/** A network that is tested in every form that an encoder can have: all forms must give the same numbers. */
interface Case {
  readonly model: tfl.LayersModel;
  readonly inputs: NdArray<Float32Array>;
  readonly concept: Float32Array;
}

/**
 * Every method, with each variant of its options that propagates differently through the network, and whether it
 * supports functions.
 *
 * The seed is chosen so that no ReLU has a pre-activation that float32 cannot distinguish from zero. With seed 1, GradientSHAP on
 * st-encoder has a pre-activation of 1.3e-7 times its layer's rms: rounding decides whether this unit is active, which changes
 * the map by 2.7e-2.
 */
const METHODS: Record<string, { create(baseline: NdArray): Explainer; onFunctions: boolean }> = {
  gradient: { create: () => gradient(), onFunctions: true },
  'input × gradient': { create: () => inputXGradient(), onFunctions: true },
  'integrated gradients': {
    create: (baseline) => integratedGradients({ steps: 4, baseline }),
    onFunctions: true,
  },
  SmoothGrad: { create: () => smoothGrad(gradient(), { samples: 2, seed: 2 }), onFunctions: true },
  GradientSHAP: {
    create: (baselines) => gradientShap({ baselines, samples: 2, seed: 2 }),
    onFunctions: true,
  },
  deconvnet: { create: () => deconvnet(), onFunctions: true },
  'deconvnet, reference': { create: () => deconvnet({ activations: 'reference' }), onFunctions: true },
  'guided backprop': { create: () => guidedBackprop(), onFunctions: true },
  'guided backprop, reference': {
    create: () => guidedBackprop({ activations: 'reference' }),
    onFunctions: true,
  },
  RectGrad: { create: () => rectifiedGradient({ percentile: 80 }), onFunctions: true },
  'RectGrad, proportional': {
    create: () => rectifiedGradient({ percentile: 80, maxPooling: 'proportional' }),
    onFunctions: true,
  },
  'RectGrad, border mask': {
    create: () => rectifiedGradient({ percentile: 80, borderMask: true }),
    onFunctions: false,
  },
  'ε-LRP': { create: () => epsilonLrp(), onFunctions: false },
  'ε-LRP, gradient form': { create: () => epsilonLrp({ form: 'gradient' }), onFunctions: true },
  LRP: { create: () => lrp(), onFunctions: false },
  DeepLIFT: { create: (baseline) => deepLift({ baseline }), onFunctions: false },
  occlusion: {
    create: ({ shape: [, ...sample] }) => occlusion({ window: sample.map((side) => Math.ceil(side / 2)) }),
    onFunctions: true,
  },
};

/** LRP divides by pre-activations near zero, occlusion takes differences of scores: see the oracles' README. */
function toleranceOf(method: string): number {
  if (method.includes('LRP')) return 1e-4;
  return method === 'occlusion' ? 2e-5 : 1e-5;
}

const ELEMENTWISE = { relu: tf.relu, elu: tf.elu, sigmoid: tf.sigmoid, tanh: tf.tanh, softplus: tf.softplus };

/** The same network, written by hand in tfjs operations. */
function handWritten({ nodes, output }: Graph): (inputs: tf.Tensor) => tf.Tensor {
  return (inputs) => {
    const results: tf.Tensor[] = [];
    for (const { id, operation, inputs: from } of nodes) {
      const [x, other] = from.map((source) => results[source]!) as [tf.Tensor4D, tf.Tensor?];
      const compute = (): tf.Tensor => {
        switch (operation.kind) {
          case 'input':
            return inputs;
          case 'convolution': {
            const { kernel, bias, strides, padding } = operation;
            return tf.add(tf.conv2d(x, kernel as tf.Tensor4D, strides, padding as 'same'), bias!);
          }
          case 'dense':
            return tf.add(tf.matMul(x, operation.kernel), operation.bias!);
          case 'batchNormalization': {
            const { mean, variance, gamma, beta, epsilon } = operation;
            type Row = tf.Tensor1D;
            return tf.batchNorm(x, mean as Row, variance as Row, beta as Row, gamma as Row, epsilon);
          }
          case 'activation':
            if (operation.activation === 'leakyRelu') return tf.leakyRelu(x, operation.alpha as number);
            return ELEMENTWISE[operation.activation as keyof typeof ELEMENTWISE](x);
          case 'maxPool':
          case 'averagePool': {
            if (operation.global || operation.volume) throw new Error('handWritten: no such pooling');
            const { size, strides, padding } = operation;
            return (operation.kind === 'maxPool' ? tf.maxPool : tf.avgPool)(
              x,
              size,
              strides,
              padding as 'same',
            );
          }
          case 'reshape':
            return tf.reshape(x, [x.shape[0], -1]);
          case 'add':
            return tf.add(x, other!);
          default:
            throw new Error(`handWritten: nothing for "${operation.kind}"`);
        }
      };
      results[id] = compute();
    }
    return results[output]!;
  };
}

/** A seeded network with every kind of node that the networks of the oracles have. */
function ownCase(): Case {
  const { layers, initializers } = tfl;
  let seed = 1;
  const kernel = () => ({ kernelInitializer: initializers.glorotNormal({ seed: seed++ }) });
  const bias = () => ({
    biasInitializer: initializers.randomUniform({ minval: -0.2, maxval: 0.2, seed: seed++ }),
  });
  const around = (middle: number) =>
    initializers.randomUniform({ minval: middle - 0.3, maxval: middle + 0.3, seed: seed++ });
  const model = tfl.sequential({
    layers: [
      layers.conv2d({
        inputShape: [9, 8, 2],
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        ...kernel(),
        ...bias(),
      }),
      layers.reLU(),
      layers.batchNormalization({
        gammaInitializer: around(1),
        betaInitializer: around(0),
        movingMeanInitializer: around(0.2),
        movingVarianceInitializer: around(1),
      }),
      layers.maxPooling2d({ poolSize: 2, padding: 'same' }),
      layers.conv2d({ filters: 5, kernelSize: 3, strides: 2, ...kernel(), ...bias() }),
      layers.leakyReLU({ alpha: 0.2 }),
      layers.averagePooling2d({ poolSize: 2, strides: 1, padding: 'same' }),
      layers.flatten(),
      layers.dense({ units: 30, ...kernel(), ...bias() }),
      layers.activation({ activation: 'relu' }),
      layers.dense({ units: 12, ...kernel(), ...bias() }),
      layers.activation({ activation: 'tanh' }),
      layers.dense({ units: 4, ...kernel(), ...bias() }),
    ],
  });
  const numbers = (size: number, from: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin(from + i * i));
  return {
    model,
    inputs: ndarray(numbers(3 * 9 * 8 * 2, 0.5), [3, 9, 8, 2]),
    concept: numbers(4, 2),
  };
}

function oracleCase(name: (typeof ORACLE_NAMES)[number]): Case {
  const oracle = readOracle(name);
  return {
    model: oracleModel(oracle),
    inputs: ndarray(values(oracle.x), oracle.x.shape),
    concept: values(oracle.concept_vector),
  };
}

/** The largest difference, as a share of the largest number. */
function deviation(a: Float32Array, b: Float32Array): number {
  let most = 0;
  let scale = 0;
  a.forEach((value, i) => {
    most = Math.max(most, Math.abs(value - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  });
  return Number.isNaN(most) ? Number.POSITIVE_INFINITY : most / (scale || 1);
}

const variants = [...BACKENDS, 'wasm with @csm/wasm'] as const;
const cases: [string, () => Case][] = [
  ['own', ownCase],
  ...ORACLE_NAMES.map((name): [string, () => Case] => [name, () => oracleCase(name)]),
];

describe.each(variants)('three encoders on %s', (variant) => {
  /** Written to out/, for the docs: the largest deviation of a method from the LayersModel's map, by form. */
  const largest: Record<string, Record<string, number>> = {};

  beforeAll(async () => {
    await useBackend(variant === 'cpu' ? 'cpu' : 'wasm');
    if (variant === 'wasm with @csm/wasm') registerKernels();
    else unregisterKernels();
  });
  afterAll(() => {
    registerKernels();
    const out = fileURLToPath(new URL('../../../out/', import.meta.url));
    mkdirSync(out, { recursive: true });
    const file = `${out}three-encoders ${variant.replace('@csm/', 'csm-')}.json`;
    writeFileSync(file, `${JSON.stringify(largest, null, 1)}\n`);
  });

  it.each(cases)('give the same maps: %s', async (_name, create) => {
    const { model, inputs: samples, concept: vector } = create();
    // The cpu backend is slow, so it tests only one sample.
    const inputs = variant === 'cpu' ? samples.hi(1) : samples;
    const layers = layersEncoder(model);
    const graph = layers.graph!;
    const models: GraphModel[] = [await graphModelOf(graph, false), await graphModelOf(graph, true)];
    const apply = (x: tf.Tensor) => model.apply(x, { training: false }) as tf.Tensor;
    const forms: Record<string, Encoder> = {
      'graph model, fused': graphEncoder(models[1]!),
      'function, by hand': functionEncoder(handWritten(graph), { inputShape: layers.inputShape }),
      ...(variant !== 'cpu' && { 'graph model': graphEncoder(models[0]!) }),
      // On stock wasm, tf.grad of a convolution layer without activation needs a kernel that is missing.
      ...(variant === 'wasm with @csm/wasm' && {
        'function, model.apply': functionEncoder(apply, { inputShape: layers.inputShape }),
      }),
    };
    const concept = conceptVector('concept', vector);
    const baseline = ndarray(
      samples.data.slice(0, samples.size / samples.shape[0]!).map((value) => value / 3),
      [1, ...layers.inputShape],
    );
    const over: string[] = [];
    for (const [method, { create: explainer, onFunctions }] of Object.entries(METHODS)) {
      const run = (encoder: Encoder) =>
        explain(encoder, concept, inputs, explainer(baseline), { onWarning: () => {} });
      const expected = await run(layers);
      for (const [form, encoder] of Object.entries(forms)) {
        if (form.startsWith('function') && !onFunctions) {
          await expect(run(encoder), `${method} on a function`).rejects.toThrow(/layersEncoder/);
          continue;
        }
        const { maps, scores } = await run(encoder);
        const far = Math.max(
          deviation(maps.data, expected.maps.data),
          deviation(scores.data, expected.scores.data),
        );
        largest[method] ??= {};
        largest[method][form] = Math.max(largest[method][form] ?? 0, far);
        if (!(far <= toleranceOf(method))) over.push(`${method}, ${form}: ${far}`);
      }
    }
    for (const each of [model, ...models]) each.dispose();
    expect(over).toEqual([]);
  });
});

describe.skipIf(!MNIST_VAE)(`a GraphModel that others trained ${MNIST_VAE ? '' : NEEDS_SHARED}`, () => {
  beforeAll(() => useBackend('wasm'));

  it.each<[string, Explainer, number]>([
    ['DeepLIFT', deepLift(), 1e-5],
    ['integrated gradients', integratedGradients({ steps: 100 }), 0.02],
  ])('has maps by %s that add up to the difference of scores', async (_name, explainer, tolerance) => {
    const model = await loadMnistEncoder();
    const encoder = graphEncoder(model, { output: { columns: [2, 4] }, logVariance: { columns: [0, 2] } });
    const digits = mnistDigits(4);
    const { scores, completenessGaps } = await explain(
      encoder,
      conceptVector('axis', [1, -0.5]),
      digits,
      explainer,
    );
    const largest = Math.max(...scores.data.map(Math.abs));
    expect(Math.max(...completenessGaps!.data.map(Math.abs))).toBeLessThan(tolerance * largest);
    digits.dispose();
    model.dispose();
  });
});
