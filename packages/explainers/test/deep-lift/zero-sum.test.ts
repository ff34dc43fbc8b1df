import { conceptVector, explain, layersEncoder } from '@csm/core';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import ndarray from 'ndarray';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_VARIANTS, useVariant } from '../../../../test/parity/backend-variants.js';
import { deepLift } from '../../src/methods/deep-lift.js';
import { ACTIVATIONS_64, type Activation64 } from './activations-64.js';

const SIDE = 12;
const PIXELS = SIDE * SIDE;

/** Two kernels whose weights add up to exactly 0, a blur, and the first in other units. */
const KERNELS = [
  [0.3, 0.7, 0.3, 0.7, -4, 0.7, 0.3, 0.7, 0.3],
  [-0.1, 0, 0.1, -0.2, 0, 0.2, -0.1, 0, 0.1],
  [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16),
  [0.3, 0.7, 0.3, 0.7, -4, 0.7, 0.3, 0.7, 0.3].map((weight) => weight * 16),
].map((kernel) => Float32Array.from(kernel));
const BIASES = Float32Array.of(0.37, -0.21, 0.11, -1.3);
const READOUT = Float32Array.from({ length: PIXELS * KERNELS.length }, (_, i) => 0.2 * Math.sin(1.7 * i));

/** A convolution with zero padding and an activation, and the sum of its outputs, weighted by READOUT. */
function encoderOf(activation: Activation64, biases: Float32Array) {
  const { layers } = tfl;
  const convolution = layers.conv2d({
    filters: 4,
    kernelSize: 3,
    padding: 'same',
    inputShape: [SIDE, SIDE, 1],
  });
  const dense = layers.dense({ units: 1 });
  const model = tfl.sequential({
    layers: [convolution, activation.layer() as never, layers.flatten(), dense],
  });
  const weights = Float32Array.from({ length: 36 }, (_, i) => KERNELS[i % 4]![Math.floor(i / 4)]!);
  convolution.setWeights([tf.tensor(weights, [3, 3, 1, 4]), tf.tensor(biases)]);
  dense.setWeights([tf.tensor(READOUT, [READOUT.length, 1]), tf.tensor([0])]);
  return layersEncoder(model);
}

/** The neighbours of a pixel in the picture, with the weights of a kernel. */
function forEachTap(
  pixel: number,
  kernel: Float32Array,
  visit: (from: number, weight: number) => void,
): void {
  const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
  for (let tap = 0; tap < 9; tap++) {
    const [r, c] = [row + Math.floor(tap / 3) - 1, column + (tap % 3) - 1];
    if (r >= 0 && r < SIDE && c >= 0 && c < SIDE) visit(r * SIDE + c, kernel[tap]!);
  }
}

/** DeepLIFT's rescale rule in float64, from its definition: Δy / Δz, or the derivative if Δz is 0. */
function rescaled({ f, slope }: Activation64, x: Float32Array, start: Float32Array, biases: Float32Array) {
  const map = new Float64Array(PIXELS);
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    for (const [k, kernel] of KERNELS.entries()) {
      let [z, z0] = [biases[k]!, biases[k]!];
      forEachTap(pixel, kernel, (from, weight) => {
        z += weight * x[from]!;
        z0 += weight * start[from]!;
      });
      const multiplier = Math.abs(z - z0) > 1e-13 ? (f(z) - f(z0)) / (z - z0) : slope(z);
      const share = READOUT[pixel * KERNELS.length + k]! * multiplier;
      forEachTap(pixel, kernel, (from, weight) => {
        map[from] = map[from]! + share * weight * (x[from]! - start[from]!);
      });
    }
  }
  return map;
}

/** The largest error relative to the largest number of the map. */
async function errorOf(activation: Activation64, x: Float32Array, start: Float32Array, biases = BIASES) {
  const baseline = ndarray(start, [SIDE, SIDE, 1]);
  const { maps } = await explain(
    encoderOf(activation, biases),
    conceptVector('c', [1]),
    ndarray(x, [1, SIDE, SIDE, 1]),
    deepLift({ baseline }),
  );
  const right = rescaled(activation, x, start, biases);
  const most = right.reduce((sofar, value) => Math.max(sofar, Math.abs(value)), 0);
  return right.reduce((sofar, value, i) => Math.max(sofar, Math.abs(value - maps.data[i]!)), 0) / most;
}

/** 64 rounding errors of float32. */
const TOLERANCE = 2 ** -18;

const flat = Float32Array.from({ length: PIXELS }, (_, i) => (i % SIDE < 6 ? 0.7 : 0.3));
const black = new Float32Array(PIXELS);
const noise = (size: number) => flat.map((value, i) => value + size * Math.sin(i * i));

/** Without biases the units of a flat picture are at 0, where these activations have two derivatives. */
const KINKED_AT_0 = ['relu', 'relu with maximum', 'relu6', 'leakyRelu', 'prelu', 'selu'];

describe.each(BACKEND_VARIANTS)('deepLift on %s', (variant) => {
  beforeAll(() => useVariant(variant));

  describe.each(Object.entries(ACTIVATIONS_64))('with %s, against float64', (name, activation) => {
    it('is right where zero-sum kernels on a flat picture move units by rounding alone', async () => {
      expect(await errorOf(activation, flat, black)).toBeLessThan(TOLERANCE);
    });

    it.skipIf(KINKED_AT_0.includes(name))('is right without biases', async () => {
      expect(await errorOf(activation, flat, black, new Float32Array(4))).toBeLessThan(TOLERANCE);
    });

    it.each([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1])('is right for differences of %d', async (size) => {
      expect(await errorOf(activation, noise(size), flat)).toBeLessThan(TOLERANCE);
    });
  });
});
