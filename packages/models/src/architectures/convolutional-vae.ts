import { initializers, input, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { randomStream } from '../random-stream.js';
import type { Vae } from './vae.js';

/** What the VAEs of this package differ in. */
export interface ConvolutionalVaeDescription {
  readonly name: string;
  /** Height and width of the square images in pixels. */
  readonly size: number;
  readonly channels: number;
  /** The encoder's convolutions of stride 2, first to last; the decoder mirrors them. */
  readonly convolutions: readonly { readonly filters: number; readonly kernelSize: number }[];
  /** Units of the dense layers between the encoder's convolutions and its two outputs. */
  readonly dense: readonly number[];
  readonly latentSize: number;
  /** Kernel of the decoder's last convolution, which draws the image. */
  readonly outputKernelSize: number;
  readonly seed: number;
}

/**
 * The architecture shared by the reference's VAEs.
 *
 * Encoder: [Conv2D stride 2 SAME ReLU, BatchNorm] …, Flatten, [Dense ReLU, BatchNorm] …, then two linear Dense
 * layers side by side. Decoder: Dense ReLU to the size of the last convolution's output, Reshape, BatchNorm,
 * [Conv2DTranspose stride 2 SAME ReLU, BatchNorm] … in reverse order, Conv2D SAME sigmoid. BatchNorm as in
 * Keras: epsilon 1e-3, momentum 0.99. Kernels start Glorot-uniform, each from its own seed.
 */
export function convolutionalVae(description: ConvolutionalVaeDescription): Vae {
  const { name, size, channels, convolutions, dense, latentSize, outputKernelSize, seed } = description;
  const random = randomStream(seed);
  // tfjs takes a seed of 0 for "no seed".
  const kernel = () => ({
    kernelInitializer: initializers.glorotUniform({ seed: random.integer(1, 0x7fffffff) }),
  });
  const batchNorm = (of: string) =>
    layers.batchNormalization({ name: `${of}_batch_norm`, epsilon: 1e-3, momentum: 0.99 });
  const halving = { strides: 2, padding: 'same', activation: 'relu' } as const;

  const inputShape = [size, size, channels];
  const image = input({ shape: inputShape, name: 'image_input' });
  let x = image;
  convolutions.forEach(({ filters, kernelSize }, i) => {
    const conv = `conv_${i + 1}`;
    x = apply(layers.conv2d({ name: conv, filters, kernelSize, ...halving, ...kernel() }), x);
    x = apply(batchNorm(conv), x);
  });
  const last = x.shape.slice(1) as number[];
  x = apply(layers.flatten({ name: 'flatten' }), x);
  dense.forEach((units, i) => {
    const layer = `dense_${i + 1}`;
    x = apply(layers.dense({ name: layer, units, activation: 'relu', ...kernel() }), x);
    x = apply(batchNorm(layer), x);
  });
  const mean = apply(layers.dense({ name: 'z_mean', units: latentSize, ...kernel() }), x);
  const logVariance = apply(layers.dense({ name: 'z_log_var', units: latentSize, ...kernel() }), x);
  const encoder = model({ name: 'encoder', inputs: image, outputs: [mean, logVariance] });

  const latent = input({ shape: [latentSize], name: 'latent_input' });
  const units = last.reduce((product, length) => product * length, 1);
  x = apply(layers.dense({ name: 'dense_1', units, activation: 'relu', ...kernel() }), latent);
  x = apply(layers.reshape({ name: 'reshape', targetShape: last }), x);
  x = apply(batchNorm('dense_1'), x);
  convolutions.toReversed().forEach(({ filters, kernelSize }, i) => {
    const conv = `conv_transpose_${i + 1}`;
    x = apply(layers.conv2dTranspose({ name: conv, filters, kernelSize, ...halving, ...kernel() }), x);
    x = apply(batchNorm(conv), x);
  });
  const drawing = { kernelSize: outputKernelSize, padding: 'same', activation: 'sigmoid' } as const;
  x = apply(layers.conv2d({ name: 'image', filters: channels, ...drawing, ...kernel() }), x);
  const decoder = model({ name: 'decoder', inputs: latent, outputs: x });

  return { name, encoder, decoder, inputShape, latentSize };
}

function apply(layer: { apply(x: SymbolicTensor): unknown }, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
