import { conceptVector, type Encoder, explain, latentJacobian, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../test/backends.js';
import {
  contrastive,
  deconvnet,
  deepLift,
  epsilonLrp,
  gradient,
  gradientShap,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  occlusion,
  posteriorAverage,
  rectifiedGradient,
  shiftAverage,
  smoothGrad,
} from '../src/index.js';
import { asynchronousEncoder } from '../src/testing/asynchronous-encoder.js';

const { layers } = tfl;
const SAMPLES = 3;
const SHAPE = [6, 6, 2];
const CONDITION = 4;
const UNITS = 7;
const MEAN = [0.3, -0.2];
const STD = [0.5, 2];

const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 1, 'float32', seed);
const hostOf = (tensor: tf.Tensor) => ndarray(Float32Array.from(tensor.dataSync()), tensor.shape);

/** The weights of a convolution, a dense layer over its features and a condition, and the two outputs of the posterior. */
function weights() {
  return {
    conv: [random([3, 3, 2, 5], 1), random([5], 2)],
    features: random([3 * 3 * 5, UNITS], 3),
    condition: random([CONDITION, UNITS], 4),
    bias: random([UNITS], 5),
    mean: [random([UNITS, 3], 6), random([3], 7)],
    logVariance: [tf.mul(random([UNITS, 3], 8), 0.1), random([3], 9)],
  };
}

/** An encoder of an image and a condition, which are normalised and given by options. */
function byOptions(conditions: tf.Tensor): Encoder {
  const { conv, features, condition, bias, mean, logVariance } = weights();
  const image = tfl.input({ shape: SHAPE, name: 'image' });
  const label = tfl.input({ shape: [CONDITION], name: 'label' });
  const all = layers.concatenate().apply([convolved(image, conv), label]);
  const dense = tf.concat([features, condition]);
  const h = layers.dense({ units: UNITS, activation: 'relu', weights: [dense, bias] }).apply(all);
  const model = tfl.model({
    inputs: [image, label],
    outputs: posterior(h as tfl.SymbolicTensor, mean, logVariance),
  });
  return layersEncoder(model, { given: { label: hostOf(conditions) }, normalise: { mean: MEAN, std: STD } });
}

/** The same with a batch normalisation as the first layer, and one condition as a part of a bias. */
function builtIn(oneCondition: tf.Tensor): Encoder {
  const { conv, features, condition, bias, mean, logVariance } = weights();
  const image = tfl.input({ shape: SHAPE });
  const epsilon = 1e-3;
  const variance = tf.sub(tf.square(tf.tensor1d(STD)), epsilon);
  const first = layers.batchNormalization({
    epsilon,
    scale: false,
    center: false,
    weights: [tf.tensor1d(MEAN), variance],
  });
  const flat = convolved(first.apply(image) as tfl.SymbolicTensor, conv);
  const moved = tf.add(
    bias,
    tf.reshape(tf.matMul(tf.reshape(oneCondition, [1, CONDITION]), condition as tf.Tensor2D), [UNITS]),
  );
  const h = layers.dense({ units: UNITS, activation: 'relu', weights: [features, moved] }).apply(flat);
  return layersEncoder(
    tfl.model({ inputs: image, outputs: posterior(h as tfl.SymbolicTensor, mean, logVariance) }),
  );
}

function convolved(input: tfl.SymbolicTensor, weights: tf.Tensor[]): tfl.SymbolicTensor {
  const conv = layers.conv2d({
    filters: 5,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation: 'relu',
    weights,
  });
  return layers.flatten().apply(conv.apply(input)) as tfl.SymbolicTensor;
}

function posterior(h: tfl.SymbolicTensor, mean: tf.Tensor[], logVariance: tf.Tensor[]): tfl.SymbolicTensor[] {
  return [
    layers.dense({ units: 3, name: `z_mean`, weights: mean }).apply(h) as tfl.SymbolicTensor,
    layers.dense({ units: 3, name: `z_log_var`, weights: logVariance }).apply(h) as tfl.SymbolicTensor,
  ];
}

const zero = 0;
const METHODS = [
  gradient(),
  inputXGradient(),
  guidedBackprop(),
  deconvnet(),
  rectifiedGradient({ percentile: 20 }),
  deepLift({ baseline: zero }),
  // The normalisation is two nodes here and one node there, and ε is added at each.
  epsilonLrp({ epsilon: 1e-6 }),
  integratedGradients({ steps: 5 }),
  gradientShap({ baselines: ndarray(new Float32Array(2 * 72).fill(0.1), [2, ...SHAPE]), samples: 3 }),
  occlusion({ window: [2, 2, 2], strides: [2, 2, 2] }),
  smoothGrad(gradient(), { samples: 3, noise: 0.1 }),
  shiftAverage(gradient(), { shifts: 1 }),
  posteriorAverage(gradient(), { samples: 2 }),
  contrastive(gradient(), { concepts: [conceptVector('other', [0, 1, 1])] }),
];

describe.each(BACKENDS)('given and normalise on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(METHODS)('have the maps of a model with the same built in: $name', async (explainer) => {
    const conditions = random([SAMPLES, CONDITION], 20);
    const inputs = hostOf(random([SAMPLES, ...SHAPE], 21));
    const concept = conceptVector('c', [1, -2, 0.5]);
    const encoder = byOptions(conditions);
    // The rectified gradient takes its percentile over the batch.
    const batchSize = explainer.name.startsWith('rectified') ? 1 : 2;
    const options = { batchSize, onWarning: () => {} };
    const found = await explain(encoder, concept, inputs, explainer, options);
    expect(await explain(asynchronousEncoder(encoder), concept, inputs, explainer, options)).toEqual(found);
    const size = found.maps.size / SAMPLES;
    for (const [i, condition] of tf.unstack(conditions).entries()) {
      const expected = await explain(builtIn(condition), concept, inputs, explainer, options);
      expect(found.scores.get(i)).toBeCloseTo(expected.scores.get(i), 4);
      const [own, other] = [found.maps, expected.maps].map(({ data }) =>
        data.slice(i * size, (i + 1) * size),
      ) as [Float32Array, Float32Array];
      const scale = Math.max(...other.map(Math.abs));
      expect(scale).toBeGreaterThan(0);
      for (const [k, value] of own.entries()) expect(Math.abs(value - other[k]!)).toBeLessThan(2e-5 * scale);
    }
    encoder.dispose?.();
  });

  it('have the Jacobian of a model with the same built in', async () => {
    const [conditions, inputs] = [random([1, CONDITION], 20), hostOf(random([1, ...SHAPE], 21))];
    const found = await latentJacobian(byOptions(conditions), inputs);
    const expected = await latentJacobian(builtIn(conditions), inputs);
    for (const [k, value] of found.data.entries()) expect(value).toBeCloseTo(expected.data[k]!, 4);
  });
});
