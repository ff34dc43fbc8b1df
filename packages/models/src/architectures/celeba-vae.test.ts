import '@csm/wasm';
import { memory, setBackend, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trainVae } from '../training/train-vae.js';
import { celebaTraining, celebaVae } from './celeba-vae.js';
import { disposeVae } from './dispose-vae.js';
import type { Vae } from './vae.js';

let vae: Vae;
beforeAll(async () => {
  await setBackend('wasm');
  vae = celebaVae();
});
afterAll(() => disposeVae(vae));

/** Name, class, output shape and number of parameters of each layer. */
const rows = (model: LayersModel) =>
  model.layers.map((layer) => [
    layer.name,
    layer.getClassName(),
    (layer.outputShape as number[]).slice(1).join('×'),
    layer.countParams(),
  ]);
const kernel = (side: number, from: number, to: number) => side * side * from * to + to;

describe('celebaVae', () => {
  it('has the reference’s encoder, layer by layer', () => {
    expect(rows(vae.encoder)).toEqual([
      ['image_input', 'InputLayer', '128×128×3', 0],
      ['conv_1', 'Conv2D', '64×64×64', kernel(5, 3, 64)],
      ['conv_1_batch_norm', 'BatchNormalization', '64×64×64', 4 * 64],
      ['conv_2', 'Conv2D', '32×32×128', kernel(5, 64, 128)],
      ['conv_2_batch_norm', 'BatchNormalization', '32×32×128', 4 * 128],
      ['conv_3', 'Conv2D', '16×16×256', kernel(5, 128, 256)],
      ['conv_3_batch_norm', 'BatchNormalization', '16×16×256', 4 * 256],
      ['conv_4', 'Conv2D', '8×8×512', kernel(5, 256, 512)],
      ['conv_4_batch_norm', 'BatchNormalization', '8×8×512', 4 * 512],
      ['conv_5', 'Conv2D', '4×4×1024', kernel(2, 512, 1024)],
      ['conv_5_batch_norm', 'BatchNormalization', '4×4×1024', 4 * 1024],
      ['flatten', 'Flatten', '16384', 0],
      ['dense_1', 'Dense', '512', kernel(1, 16384, 512)],
      ['dense_1_batch_norm', 'BatchNormalization', '512', 4 * 512],
      ['z_mean', 'Dense', '400', kernel(1, 512, 400)],
      ['z_log_var', 'Dense', '400', kernel(1, 512, 400)],
    ]);
    expect(vae.encoder.outputNames).toEqual(['z_mean', 'z_log_var']);
  });

  it('has the reference’s decoder, layer by layer', () => {
    expect(rows(vae.decoder)).toEqual([
      ['latent_input', 'InputLayer', '400', 0],
      ['dense_1', 'Dense', '16384', kernel(1, 400, 16384)],
      ['reshape', 'Reshape', '4×4×1024', 0],
      ['dense_1_batch_norm', 'BatchNormalization', '4×4×1024', 4 * 1024],
      ['conv_transpose_1', 'Conv2DTranspose', '8×8×1024', kernel(2, 1024, 1024)],
      ['conv_transpose_1_batch_norm', 'BatchNormalization', '8×8×1024', 4 * 1024],
      ['conv_transpose_2', 'Conv2DTranspose', '16×16×512', kernel(5, 1024, 512)],
      ['conv_transpose_2_batch_norm', 'BatchNormalization', '16×16×512', 4 * 512],
      ['conv_transpose_3', 'Conv2DTranspose', '32×32×256', kernel(5, 512, 256)],
      ['conv_transpose_3_batch_norm', 'BatchNormalization', '32×32×256', 4 * 256],
      ['conv_transpose_4', 'Conv2DTranspose', '64×64×128', kernel(5, 256, 128)],
      ['conv_transpose_4_batch_norm', 'BatchNormalization', '64×64×128', 4 * 128],
      ['conv_transpose_5', 'Conv2DTranspose', '128×128×64', kernel(5, 128, 64)],
      ['conv_transpose_5_batch_norm', 'BatchNormalization', '128×128×64', 4 * 64],
      ['image', 'Conv2D', '128×128×3', kernel(5, 64, 3)],
    ]);
  });

  it('has the documented number of parameters', () => {
    const count = (weights: LayersModel['weights']) =>
      weights.reduce((sum, { shape }) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0);
    const { encoder, decoder } = vae;
    expect(count([...encoder.weights, ...decoder.weights])).toBe(43_405_347);
    expect(count([...encoder.trainableWeights, ...decoder.trainableWeights])).toBe(43_394_339);
  });

  it('gives every layer its activation, padding, stride and Keras’ BatchNorm constants', () => {
    for (const layer of [...vae.encoder.layers, ...vae.decoder.layers]) {
      const config = layer.getConfig();
      const kind = layer.getClassName();
      if (kind === 'BatchNormalization')
        expect(config).toMatchObject({ epsilon: 1e-3, momentum: 0.99, center: true, scale: true });
      if (kind === 'Dense') expect(config.activation).toBe(layer.name.startsWith('z_') ? 'linear' : 'relu');
      if (kind.startsWith('Conv2D')) {
        const last = layer.name === 'image';
        const strides = last ? [1, 1] : [2, 2];
        expect(config).toMatchObject({ padding: 'same', strides, activation: last ? 'sigmoid' : 'relu' });
      }
    }
  });

  it('encodes to two latents and decodes into (0, 1)', () => {
    tidy(() => {
      const [mean, logVariance] = vae.encoder.predict(zeros([1, 128, 128, 3])) as Tensor[];
      expect([mean?.shape, logVariance?.shape]).toEqual([
        [1, 400],
        [1, 400],
      ]);
      const image = vae.decoder.predict(mean!) as Tensor;
      expect(image.shape).toEqual([1, 128, 128, 3]);
      expect(image.dataSync().every((value) => value > 0 && value < 1)).toBe(true);
    });
  });

  it('takes a step as the reference trains it, on a stream, and leaves no tensors', async () => {
    const { epochs, stepsPerEpoch, batchSize, ...settings } = celebaTraining;
    expect({ epochs, stepsPerEpoch, batchSize }).toEqual({
      epochs: 15,
      stepsPerEpoch: 10_000,
      batchSize: 20,
    });
    const before = memory().numTensors;
    const stream = () => [zeros([2, 128, 128, 3])];
    const [result] = await trainVae(vae, stream, { ...settings, epochs: 1 });
    expect(memory().numTensors).toBe(before);
    expect(result!.loss).toBeCloseTo(result!.reconstruction + 5e-4 * result!.kl, 10);
    expect(result!.reconstruction).toBeGreaterThan(0.5);
    expect(result!.reconstruction).toBeLessThan(1.5);
    // This takes 50 GFLOP: seconds on a machine without other load.
  });

  it('rejects a seed out of range', () => {
    expect(() => celebaVae({ seed: -1 })).toThrow('celebaVae: seed must be a whole number from 0');
  });
});
