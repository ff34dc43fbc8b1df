import '@tensorflow/tfjs-backend-cpu';
import { memory, ones, setBackend, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { disposeVae } from './dispose-vae.js';
import { olfactoryBulbVae } from './olfactory-bulb-vae.js';
import type { Vae } from './vae.js';

beforeAll(() => setBackend('cpu'));

const made: Vae[] = [];
const make = (seed?: number) => {
  const vae = olfactoryBulbVae(seed === undefined ? {} : { seed });
  made.push(vae);
  return vae;
};
afterEach(() => {
  for (const vae of made.splice(0)) disposeVae(vae);
});

const rows = (model: LayersModel) =>
  model.layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    (layer.outputShape as number[]).slice(1).join('×'),
    layer.countParams(),
  ]);

describe('olfactoryBulbVae', () => {
  it('has the reference’s encoder, layer by layer', () => {
    const { encoder } = make();
    expect(rows(encoder)).toEqual([
      ['image_input', 'InputLayer', '32×32×1', 0],
      ['conv_1', 'Conv2D', '16×16×16', 4 * 4 * 1 * 16 + 16],
      ['conv_1_batch_norm', 'BatchNormalization', '16×16×16', 4 * 16],
      ['conv_2', 'Conv2D', '8×8×32', 4 * 4 * 16 * 32 + 32],
      ['conv_2_batch_norm', 'BatchNormalization', '8×8×32', 4 * 32],
      ['conv_3', 'Conv2D', '4×4×64', 4 * 4 * 32 * 64 + 64],
      ['conv_3_batch_norm', 'BatchNormalization', '4×4×64', 4 * 64],
      ['flatten', 'Flatten', '1024', 0],
      ['dense_1', 'Dense', '256', 1024 * 256 + 256],
      ['dense_1_batch_norm', 'BatchNormalization', '256', 4 * 256],
      ['dense_2', 'Dense', '256', 256 * 256 + 256],
      ['dense_2_batch_norm', 'BatchNormalization', '256', 4 * 256],
      ['z_mean', 'Dense', '20', 256 * 20 + 20],
      ['z_log_var', 'Dense', '20', 256 * 20 + 20],
    ]);
    expect(encoder.outputNames).toEqual(['z_mean', 'z_log_var']);
    expect(encoder.countParams()).toBe(382_296);
  });

  it('has the reference’s decoder, layer by layer', () => {
    const { decoder } = make();
    expect(rows(decoder)).toEqual([
      ['latent_input', 'InputLayer', '20', 0],
      ['dense_1', 'Dense', '1024', 20 * 1024 + 1024],
      ['reshape', 'Reshape', '4×4×64', 0],
      ['dense_1_batch_norm', 'BatchNormalization', '4×4×64', 4 * 64],
      ['conv_transpose_1', 'Conv2DTranspose', '8×8×64', 4 * 4 * 64 * 64 + 64],
      ['conv_transpose_1_batch_norm', 'BatchNormalization', '8×8×64', 4 * 64],
      ['conv_transpose_2', 'Conv2DTranspose', '16×16×32', 4 * 4 * 64 * 32 + 32],
      ['conv_transpose_2_batch_norm', 'BatchNormalization', '16×16×32', 4 * 32],
      ['conv_transpose_3', 'Conv2DTranspose', '32×32×16', 4 * 4 * 32 * 16 + 16],
      ['conv_transpose_3_batch_norm', 'BatchNormalization', '32×32×16', 4 * 16],
      ['image', 'Conv2D', '32×32×1', 4 * 4 * 16 * 1 + 1],
    ]);
    expect(decoder.countParams()).toBe(129_073);
  });

  it('gives every layer its activation, padding, stride and Keras’ BatchNorm constants', () => {
    const { encoder, decoder } = make();
    for (const layer of [...encoder.layers, ...decoder.layers]) {
      const config = layer.getConfig();
      if (layer.getClassName() === 'BatchNormalization') {
        expect(config).toMatchObject({ epsilon: 1e-3, momentum: 0.99, center: true, scale: true });
      } else if (layer.name.startsWith('z_')) {
        expect(config).toMatchObject({ activation: 'linear', useBias: true });
      } else if (layer.name === 'image') {
        expect(config).toMatchObject({
          activation: 'sigmoid',
          padding: 'same',
          strides: [1, 1],
          kernelSize: [4, 4],
        });
      } else if (layer.name.startsWith('conv')) {
        expect(config).toMatchObject({
          activation: 'relu',
          padding: 'same',
          strides: [2, 2],
          kernelSize: [4, 4],
        });
      } else if (layer.name.startsWith('dense')) {
        expect(config).toMatchObject({ activation: 'relu', useBias: true });
      }
    }
  });

  it('encodes to two latents and decodes into (0, 1)', () => {
    const { encoder, decoder } = make();
    tidy(() => {
      const [mean, logVariance] = encoder.predict(ones([2, 32, 32, 1])) as Tensor[];
      expect(mean?.shape).toEqual([2, 20]);
      expect(logVariance?.shape).toEqual([2, 20]);
      const image = decoder.predict(mean!) as Tensor;
      expect(image.shape).toEqual([2, 32, 32, 1]);
      for (const value of image.dataSync()) expect(value > 0 && value < 1).toBe(true);
    });
  });

  it('starts from Glorot-uniform kernels: the same for the same seed, 0 included, and no two equal', () => {
    const weights = (vae: Vae) =>
      [...vae.encoder.weights, ...vae.decoder.weights].map((w) => w.read().dataSync());
    const first = make();
    expect(weights(make(0))).toEqual(weights(first));
    expect(weights(make(1))).not.toEqual(weights(first));
    const kernels = [...first.encoder.weights, ...first.decoder.weights]
      .filter((w) => w.originalName.endsWith('kernel'))
      .map((w) => w.read());
    expect(new Set(kernels.map((k) => k.dataSync()[0]! / glorotLimit(k.shape))).size).toBe(kernels.length);
    for (const kernel of kernels) {
      const scaled = Array.from(kernel.dataSync(), (value) => value / glorotLimit(kernel.shape));
      expect(scaled.every((value) => Math.abs(value) <= 1 + 1e-6)).toBe(true);
      // The variance of a uniform draw from [-1, 1] is 1/3.
      const variance = scaled.reduce((sum, value) => sum + value * value, 0) / scaled.length;
      expect(Math.abs(variance - 1 / 3)).toBeLessThan(6 * Math.sqrt(4 / 45 / scaled.length));
    }
  });

  it('releases all memory', () => {
    const before = memory();
    disposeVae(olfactoryBulbVae());
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numBytes).toBe(before.numBytes);
  });

  it.each([-1, 0.5, 2 ** 32, Number.NaN])('rejects the seed %s', (seed) => {
    expect(() => olfactoryBulbVae({ seed })).toThrow(`olfactoryBulbVae: seed must be a whole number from 0`);
  });
});

/** sqrt(6 / (fan in + fan out)), fans counted over the receptive field. */
function glorotLimit(shape: number[]): number {
  const field = shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return Math.sqrt(6 / (field * (shape.at(-1)! + shape.at(-2)!)));
}
