import { type Explainer, functionEncoder } from '@csm/core';
import { registerKernels } from '@csm/wasm';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { deconvnet } from '../src/methods/deconvnet.js';
import { gradient } from '../src/methods/gradient.js';
import { guidedBackprop } from '../src/methods/guided-backprop.js';
import { integratedGradients } from '../src/methods/integrated-gradients.js';
import { occlusion } from '../src/methods/occlusion.js';
import { rectifiedGradient } from '../src/methods/rectified-gradient.js';
import { explainerContract, type TestEncoder } from '../src/testing.js';
import { smoothGrad } from '../src/wrappers/smooth-grad.js';

beforeAll(async () => {
  await useBackend('wasm');
  registerKernels();
});

/** An encoder of images 8 × 8 × 1, written in tfjs operations. */
function written(): TestEncoder {
  const random = (shape: number[], seed: number) => tf.randomNormal(shape, 0, 0.5, 'float32', seed);
  const filter = random([3, 3, 1, 4], 1) as tf.Tensor4D;
  const hidden = random([36, 9], 2) as tf.Tensor2D;
  const output = random([9, 4], 3) as tf.Tensor2D;
  const biases = [random([4], 4), random([9], 5)] as const;
  const encode = (x: tf.Tensor) => {
    const features = tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter, 1, 'valid'), biases[0]));
    const pooled = tf.reshape(tf.maxPool(features as tf.Tensor4D, 2, 2, 'valid'), [x.shape[0]!, 36]);
    const h = tf.relu(tf.add(tf.matMul(pooled as tf.Tensor2D, hidden), biases[1])) as tf.Tensor2D;
    return tf.matMul(h, output);
  };
  const weights = [filter, hidden, output, ...biases];
  const encoder = functionEncoder(encode, { inputShape: [8, 8, 1] });
  return { encoder, weights, dispose: () => tf.dispose(weights) };
}

/** The methods that need access only to the encoder's ReLUs, which a trace finds through tfjs' gradient registry. */
const methods: [string, () => Explainer][] = [
  ['gradient', () => gradient()],
  ['integratedGradients', () => integratedGradients({ steps: 3 })],
  ['guidedBackprop', () => guidedBackprop()],
  ['deconvnet', () => deconvnet()],
  ['rectifiedGradient', () => rectifiedGradient({ percentile: 50 })],
  ['occlusion', () => occlusion({ window: [3, 3, 1] })],
  ['smoothGrad of guidedBackprop', () => smoothGrad(guidedBackprop(), { samples: 2 })],
];

describe.each(methods)('%s of a function', (_, create) => {
  for (const { name, run } of explainerContract(create, { encoders: { written } })) it(name, run);
});
