import { contiguous, keyedNormal } from '@csm/base';
import { type Encoder, type Explainer, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray, { type NdArray } from 'ndarray';

export const SIZE = 8;
export const LATENT = 6;

/** A small seeded convolutional encoder of pictures, with BatchNormalization. */
export function smallModel(): tfl.LayersModel {
  const { layers, initializers } = tfl;
  const init = (seed: number) => ({ kernelInitializer: initializers.glorotNormal({ seed }) });
  return tfl.sequential({
    layers: [
      layers.conv2d({
        inputShape: [SIZE, SIZE, 2],
        filters: 6,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        ...init(1),
      }),
      layers.batchNormalization({
        gammaInitializer: initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: 4 }),
      }),
      layers.flatten(),
      layers.dense({ units: 16, activation: 'relu', ...init(2) }),
      layers.dense({ units: LATENT, name: 'z_mean', ...init(3) }),
    ],
  });
}

export const smallEncoder = (): Encoder => layersEncoder(smallModel());

/** Standard normal numbers. */
export function normals(shape: readonly number[], seed: number): NdArray<Float32Array> {
  const normal = keyedNormal('support', seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return ndarray(Float32Array.from({ length: size }, normal), [...shape]);
}

/** Standard normal latents, shifted along the first dimension. */
export function shiftedLatents(count: number, shift: number, seed: number): NdArray<Float32Array> {
  const latents = normals([count, LATENT], seed);
  for (let i = 0; i < count; i++) latents.set(i, 0, latents.get(i, 0) + shift);
  return latents;
}

/** Maps times a factor. */
export const scaled = (maps: NdArray, factor: number) =>
  ndarray(
    contiguous(maps).map((value) => value * factor),
    maps.shape,
  );

export const pictures = (count: number, seed = 1) => normals([count, SIZE, SIZE, 2], seed);

/** A method that shows the input for every concept. */
export const showsInput = (): Explainer => ({
  name: 'input alone',
  attribute: async ({ scores }, inputs) => ({ maps: scores.map(() => tf.clone(inputs)) }),
});
