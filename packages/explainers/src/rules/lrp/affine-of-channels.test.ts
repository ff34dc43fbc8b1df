import { operationForward } from '@csm/core/extend';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import type { WeightedOperation } from '../weighted-layers.js';
import { withAffine } from './affine-of-channels.js';

beforeAll(() => useBackend('cpu'));

const sines = (shape: number[]) =>
  tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(7 * i + i * i)),
    shape,
  );

const sides: [[number, number], [number, number]] = [
  [0, 0],
  [0, 0],
];

/** Layers with 6 outputs of 4 channels in two groups. */
const GROUPED: Readonly<Record<string, () => WeightedOperation>> = {
  convolution: () => ({
    kind: 'convolution',
    strides: [1, 1],
    padding: sides,
    groups: 2,
    kernel: sines([2, 2, 2, 6]),
    bias: sines([6]),
  }),
  transposedConvolution: () => ({
    kind: 'transposedConvolution',
    strides: [2, 2],
    padding: sides,
    dilations: [1, 1],
    groups: 2,
    kernel: sines([3, 3, 3, 4]),
    bias: sines([6]),
  }),
};

describe('withAffine', () => {
  it.each(Object.keys(GROUPED))('scales and moves the outputs of a layer with groups: %s', async (kind) => {
    const layer = GROUPED[kind]!();
    const x = sines([2, 3, 3, 4]);
    const [factor, shift] = [tf.tensor1d([1, -2, 3, 0.5, 10, -1]), tf.tensor1d([0, 1, -1, 2, 0.3, 5])];
    const [factors, shifts] = [factor.arraySync(), shift.arraySync()];
    const expected = operationForward(layer, [x])
      .dataSync()
      .map((y, i) => y * factors[i % 6]! + shifts[i % 6]!);
    const found = operationForward(withAffine(layer, { factor, shift }), [x]).dataSync();
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 4);
  });
});
