import '@tensorflow/tfjs-backend-wasm';
// The import registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

beforeAll(async () => {
  await backendNamed('cpu');
  await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

type Convolve = (x: tf.Tensor4D, filter: tf.Tensor4D, strides: [number, number]) => tf.Tensor;
const kinds: [string, number, Convolve][] = [
  ['conv2d', 3, (x, filter, strides) => tf.conv2d(x, filter, strides, 'same')],
  [
    'fused.conv2d',
    3,
    (x, filter, strides) =>
      tf.fused.conv2d({ x, filter, strides, pad: 'same', bias: tf.tensor1d([1, 2, 3]), activation: 'relu' }),
  ],
  ['depthwiseConv2d', 1, (x, filter, strides) => tf.depthwiseConv2d(x, filter, strides, 'same')],
  [
    'fused.depthwiseConv2d',
    1,
    (x, filter, strides) =>
      tf.fused.depthwiseConv2d({ x, filter, strides, pad: 'same', bias: tf.tensor1d([1, 2]) }),
  ],
];

describe.each(kinds)('%s with same padding', (_, outChannels, convolve) => {
  const on = async (
    name: 'cpu' | 'wasm',
    input: [number, number, number, number],
    filter: [number, number, number, number],
    strides: [number, number],
  ) => {
    await backendNamed(name);
    return tf.tidy(() => {
      const x = tf.tensor4d(randomValues(input, 1).values, input);
      const weights = tf.tensor4d(randomValues(filter, 2).values, filter);
      return convolve(x, weights, strides).dataSync<'float32'>().slice();
    });
  };
  const same = async (height: number, width: number, kernel: [number, number], strides: [number, number]) => {
    const input: [number, number, number, number] = [2, height, width, 2];
    const filter: [number, number, number, number] = [...kernel, 2, outChannels];
    const actual = await on('wasm', input, filter, strides);
    const expected = await on('cpu', input, filter, strides);
    expect(errorRatio(actual, expected, 2 * kernel[0] * kernel[1])).toBeLessThanOrEqual(1);
  };

  it('equals the cpu backend if windows leave pixels out (2 taps, stride 3, 9 pixels)', () =>
    same(9, 9, [2, 2], [3, 3]));

  // tfjs has no depthwise convolution with two different strides.
  const size = fc.integer({ min: 1, max: 12 });
  const tap = fc.integer({ min: 1, max: 4 });
  const stride = fc.integer({ min: 1, max: 5 });
  it('equals the cpu backend for all sizes, windows and strides', () =>
    fc.assert(
      fc.asyncProperty(size, size, tap, tap, stride, stride, (height, width, tall, wide, down, right) =>
        same(height, width, [tall, wide], [down, outChannels === 1 ? down : right]),
      ),
      { numRuns: 150 },
    ));
});

it('leaves other paddings and dilated windows to the stock kernel', async () => {
  for (const [pad, dilation] of [
    ['valid', 1],
    ['same', 2],
    [1, 1],
  ] as const) {
    const results: Float32Array[] = [];
    for (const name of ['cpu', 'wasm'] as const) {
      await backendNamed(name);
      results.push(
        tf.tidy(() =>
          tf
            .conv2d(
              tf.tensor4d(randomValues([1, 9, 9, 2], 3).values, [1, 9, 9, 2]),
              tf.tensor4d(randomValues([3, 3, 2, 3], 4).values, [3, 3, 2, 3]),
              dilation === 1 ? 2 : 1,
              pad,
              'NHWC',
              dilation,
              pad === 1 ? 'floor' : undefined,
            )
            .dataSync<'float32'>()
            .slice(),
        ),
      );
    }
    expect(errorRatio(results[1]!, results[0]!, 18)).toBeLessThanOrEqual(1);
  }
});

describe.each(kinds.slice(0, 1).concat(kinds.slice(2, 3)))('%s padded by a number', (name, outChannels) => {
  const convolve = name === 'conv2d' ? tf.conv2d : tf.depthwiseConv2d;

  it('has the sizes, numbers and gradients of the padded picture if axes differ', async () => {
    const wasm = await backendNamed('wasm');
    const ids = wasm.numDataIds();
    tf.tidy(() => {
      const x = tf.tensor4d(randomValues([1, 5, 11, 2], 1).values, [1, 5, 11, 2]);
      const filter = tf.tensor4d(randomValues([4, 3, 2, outChannels], 2).values, [4, 3, 2, outChannels]);
      // tfjs has no depthwise convolution with two different strides.
      const strides: [number, number] = name === 'conv2d' ? [2, 1] : [1, 1];
      type Of = (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D;
      const byNumber: Of = (x, filter) => convolve(x, filter, strides, 1, 'NHWC', [1, 1], 'floor');
      const before: Of = (x, filter) =>
        convolve(
          tf.pad(x, [
            [0, 0],
            [1, 1],
            [1, 1],
            [0, 0],
          ]),
          filter,
          strides,
          'valid',
        );
      const results = [byNumber, before].map((of) => {
        const { value, grads } = tf.valueAndGrads((x, filter) =>
          tf.sum(tf.square(of(x as tf.Tensor4D, filter as tf.Tensor4D))),
        )([x, filter]);
        return [of(x, filter), value, ...grads];
      });
      results[0]!.forEach((actual, i) => {
        const expected = results[1]![i]!;
        expect(actual.shape).toEqual(expected.shape);
        expect(errorRatio(actual.dataSync(), expected.dataSync(), 24 * 40)).toBeLessThanOrEqual(1);
      });
    });
    expect(wasm.numDataIds()).toBe(ids);
  });
});
