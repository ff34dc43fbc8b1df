import { size } from '@csm/base';
import {
  initializers,
  input,
  type LayersModel,
  layers,
  model,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { randomStream } from '../random-stream.js';
import type { Sampling } from '../training/loss/sampling.js';
import { makeVae } from './make-vae.js';
import type { Vae } from './vae.js';

/** The settings in which the VAEs of this package differ. */
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
  /** Kernel size of the decoder's last convolution, whose output is the image. */
  readonly outputKernelSize: number;
  readonly seed: number;
  /** How latents are drawn, until `trainVae` sets it. */
  readonly sampling: Sampling;
}

/** The initialiser of the next layer's kernel. */
type NextKernel = () => { kernelInitializer: ReturnType<typeof initializers.glorotUniform> };

const HALVING = { strides: 2, padding: 'same', activation: 'relu' } as const;

/**
 * Builds the architecture that the reference's VAEs share.
 *
 * Encoder: [Conv2D stride 2 SAME ReLU, BatchNorm] …, Flatten, [Dense ReLU, BatchNorm] …, then two linear Dense layers, both
 * on the same input. Decoder: Dense ReLU to the size of the last convolution's output, Reshape, BatchNorm, [Conv2DTranspose
 * stride 2 SAME ReLU, BatchNorm] … in reverse order, Conv2D SAME sigmoid. BatchNorm as in Keras: epsilon 1e-3, momentum
 * 0.99. Kernels start Glorot-uniform, each from its own seed.
 */
export function convolutionalVae(description: ConvolutionalVaeDescription): Vae {
  const { name, size, channels, latentSize, seed, sampling } = description;
  const random = randomStream(seed);
  // tfjs treats a seed of 0 as no seed.
  const nextKernel = () => ({
    kernelInitializer: initializers.glorotUniform({ seed: random.integer(1, 0x7fffffff) }),
  });
  const { encoder, lastShape } = buildEncoder(description, nextKernel);
  const decoder = buildDecoder(description, lastShape, nextKernel);
  return makeVae({ name, encoder, decoder, inputShape: [size, size, channels], latentSize }, sampling);
}

function buildEncoder(
  { size, channels, convolutions, dense, latentSize }: ConvolutionalVaeDescription,
  nextKernel: NextKernel,
): { encoder: LayersModel; lastShape: number[] } {
  const image = input({ shape: [size, size, channels], name: 'image_input' });
  let x = image;
  convolutions.forEach(({ filters, kernelSize }, i) => {
    const name = `conv_${i + 1}`;
    x = apply(layers.conv2d({ name, filters, kernelSize, ...HALVING, ...nextKernel() }), x);
    x = apply(batchNorm(name), x);
  });
  const lastShape = x.shape.slice(1) as number[];
  x = apply(layers.flatten({ name: 'flatten' }), x);
  dense.forEach((units, i) => {
    const name = `dense_${i + 1}`;
    x = apply(layers.dense({ name, units, activation: 'relu', ...nextKernel() }), x);
    x = apply(batchNorm(name), x);
  });
  const mean = apply(layers.dense({ name: 'z_mean', units: latentSize, ...nextKernel() }), x);
  const logVariance = apply(layers.dense({ name: 'z_log_var', units: latentSize, ...nextKernel() }), x);
  return { encoder: model({ name: 'encoder', inputs: image, outputs: [mean, logVariance] }), lastShape };
}

/**
 * @param firstShape shape to which the first dense layer's output is reshaped: that of the encoder's last
 * convolution.
 */
function buildDecoder(
  { channels, convolutions, latentSize, outputKernelSize }: ConvolutionalVaeDescription,
  firstShape: number[],
  nextKernel: NextKernel,
): LayersModel {
  const latent = input({ shape: [latentSize], name: 'latent_input' });
  const units = size(firstShape);
  let x = apply(layers.dense({ name: 'dense_1', units, activation: 'relu', ...nextKernel() }), latent);
  x = apply(layers.reshape({ name: 'reshape', targetShape: firstShape }), x);
  x = apply(batchNorm('dense_1'), x);
  convolutions.toReversed().forEach(({ filters, kernelSize }, i) => {
    const name = `conv_transpose_${i + 1}`;
    x = apply(layers.conv2dTranspose({ name, filters, kernelSize, ...HALVING, ...nextKernel() }), x);
    x = apply(batchNorm(name), x);
  });
  const last = { name: 'image', padding: 'same', activation: 'sigmoid' } as const;
  const output = layers.conv2d({
    ...last,
    filters: channels,
    kernelSize: outputKernelSize,
    ...nextKernel(),
  });
  return model({ name: 'decoder', inputs: latent, outputs: apply(output, x) });
}

/** @param of name of the layer whose output is normalised. */
function batchNorm(of: string) {
  return layers.batchNormalization({ name: `${of}_batch_norm`, epsilon: 1e-3, momentum: 0.99 });
}

function apply(layer: { apply(x: SymbolicTensor): unknown }, x: SymbolicTensor): SymbolicTensor {
  return layer.apply(x) as SymbolicTensor;
}
