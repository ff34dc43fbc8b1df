import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { expect } from 'vitest';

/** A small convolutional VAE encoder with outputs [z_mean, z_log_var], seeded weights and non-trivial BatchNorm statistics. */
export function vaeEncoder(latentSize = 5): tfl.LayersModel {
  const { layers, initializers } = tfl;
  let seed = 1;
  const init = () => initializers.glorotNormal({ seed: seed++ });
  const random = (mean: number) =>
    initializers.randomUniform({ minval: mean - 0.4, maxval: mean + 0.4, seed: seed++ });
  const input = tfl.input({ shape: [9, 8, 2] });
  const conv = layers.conv2d({
    filters: 6,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation: 'relu',
    kernelInitializer: init(),
    biasInitializer: random(0),
  });
  const norm = layers.batchNormalization({
    gammaInitializer: random(1),
    betaInitializer: random(0),
    movingMeanInitializer: random(0.3),
    movingVarianceInitializer: random(1),
  });
  const hidden = layers.dense({ units: 7, activation: 'tanh', kernelInitializer: init() });
  const flat = layers.flatten().apply(layers.dropout({ rate: 0.5 }).apply(norm.apply(conv.apply(input))));
  const h = hidden.apply(flat) as tfl.SymbolicTensor;
  const mean = layers.dense({ units: latentSize, name: 'z_mean', kernelInitializer: init() }).apply(h);
  const logVar = layers.dense({ units: latentSize, name: 'z_log_var', kernelInitializer: init() }).apply(h);
  return tfl.model({ inputs: input, outputs: [mean, logVar] as tfl.SymbolicTensor[] });
}

/** Normal random numbers. */
export const random = (shape: number[], seed = 1): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Expects equal tensors up to float32 rounding. */
export function expectSame(a: tf.Tensor, b: tf.Tensor): void {
  tf.tidy(() => {
    const scale = tf.max(tf.abs(b)).dataSync()[0]!;
    expect(a.shape).toEqual(b.shape);
    expect(scale).toBeGreaterThan(0);
    expect(tf.max(tf.abs(tf.sub(a, b))).dataSync()[0]!).toBeLessThan(2e-6 * scale);
  });
}
