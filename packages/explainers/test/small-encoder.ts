import { type Encoder, layersEncoder } from '@csm/core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';

export const SHAPE = [6, 5, 2] as const;
export const LATENT = 4;

/** A small seeded encoder of a convolutional VAE, with the outputs z_mean and z_log_var. */
export function smallEncoder(activation: 'relu' | 'tanh'): Encoder {
  const { layers, initializers } = tfl;
  const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  const input = tfl.input({ shape: [...SHAPE] });
  const convolution = layers.conv2d({
    filters: 5,
    kernelSize: 3,
    strides: 2,
    padding: 'same',
    activation,
    ...init(1),
  });
  const norm = layers.batchNormalization({ movingMeanInitializer: initializers.constant({ value: 0.2 }) });
  const hidden = layers.dense({ units: 12, activation, ...init(2) });
  const h = hidden.apply(layers.flatten().apply(norm.apply(convolution.apply(input))));
  const output = (name: string, seed: number) =>
    layers.dense({ units: LATENT, name, ...init(seed) }).apply(h) as tfl.SymbolicTensor;
  return layersEncoder(tfl.model({ inputs: input, outputs: [output('z_mean', 3), output('z_log_var', 4)] }));
}

/** Seeded numbers between −2 and 2. */
export const numbers = (count: number, seed: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed * 12.9898 + i * 78.233) * 2);

export const images = (count: number, seed = 1) => ndarray(numbers(count * 60, seed), [count, ...SHAPE]);
