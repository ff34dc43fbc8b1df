import '@tensorflow/tfjs-backend-wasm';
// The import registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues, runOn } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

type Size = [number, number, number, number];

interface Convolution {
  readonly input: Size;
  /** Kernel height, kernel width, output channels per input channel. */
  readonly filter: readonly [number, number, number];
  readonly strides: [number, number];
  readonly pad: 'same' | 'valid' | number;
}

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

function infoOf({ input, filter, strides, pad }: Convolution): tf.backend_util.Conv2DInfo {
  const shape: Size = [filter[0], filter[1], input[3], filter[2]];
  return tf.backend_util.computeConv2DInfo(input, shape, strides, 1, pad, 'floor', true);
}

type Kernel = 'DepthwiseConv2dNativeBackpropInput' | 'DepthwiseConv2dNativeBackpropFilter';

function check(convolution: Convolution, kernel: Kernel): void {
  const { input, filter, strides, pad } = convolution;
  const filterShape: Size = [filter[0], filter[1], input[3], filter[2]];
  const info = infoOf(convolution);
  const dy = randomValues(info.outShape, 1);
  const isInput = kernel === 'DepthwiseConv2dNativeBackpropInput';
  const inputs = isInput ? { dy, filter: randomValues(filterShape, 2) } : { x: randomValues(input, 3), dy };
  const shapes = { inputShape: input, filterShape };
  const attrs = { strides, pad, dilations: [1, 1], dimRoundingMode: 'floor', ...shapes };
  const before = wasm.numDataIds();
  const actual = runOn('wasm', wasm, kernel, inputs, attrs);
  expect(wasm.numDataIds()).toBe(before);
  const expected = runOn('cpu', cpu, kernel, inputs, attrs);
  expect(actual.shape).toEqual(expected.shape);
  const terms = isInput ? filter[0] * filter[1] * filter[2] : input[0] * info.outHeight * info.outWidth;
  expect(errorRatio(actual.values, expected.values, terms)).toBeLessThanOrEqual(1);
}

const cases: Record<string, Convolution> = {
  'MobileNet: 3, stride 1, same': { input: [2, 8, 8, 16], filter: [3, 3, 1], strides: [1, 1], pad: 'same' },
  'MobileNet: 3, stride 2, same': { input: [2, 9, 8, 16], filter: [3, 3, 1], strides: [2, 2], pad: 'same' },
  'kernel 7': { input: [1, 12, 11, 5], filter: [7, 7, 1], strides: [1, 1], pad: 'same' },
  'two output channels an input channel': {
    input: [2, 7, 6, 3],
    filter: [3, 2, 2],
    strides: [2, 1],
    pad: 'valid',
  },
  'number padding': { input: [1, 6, 6, 2], filter: [3, 3, 3], strides: [1, 1], pad: 2 },
  'rows that no window reaches': { input: [1, 10, 11, 2], filter: [2, 2, 1], strides: [3, 3], pad: 'valid' },
  'one pixel': { input: [1, 1, 1, 1], filter: [1, 1, 1], strides: [1, 1], pad: 'valid' },
};

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const convolutions: fc.Arbitrary<Convolution> = fc
  .record({
    input: fc.tuple(size(3), size(12), size(12), size(9)),
    filter: fc.tuple(size(6), size(6), size(3)),
    strides: size(3).map((stride): [number, number] => [stride, stride]),
    pad: fc.oneof(fc.constantFrom('same' as const, 'valid' as const), fc.integer({ min: 0, max: 3 })),
  })
  .filter((convolution) => {
    const { outHeight, outWidth } = infoOf(convolution);
    return outHeight > 0 && outWidth > 0;
  });

describe.each(['DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'] as const)(
  '%s equals the cpu backend',
  (kernel) => {
    it.each(Object.keys(cases))('%s', (name) => check(cases[name]!, kernel));

    it('on random shapes', () => {
      fc.assert(
        fc.property(convolutions, (convolution) => check(convolution, kernel)),
        { seed: 11, numRuns: 200 },
      );
    });
  },
);

describe('a depthwise convolution', () => {
  it('can be trained on wasm, and its prepared filters are freed with the old weights', () => {
    const ids = wasm.numDataIds();
    const variable = (seed: number): tf.Variable =>
      tf.tidy(() => tf.variable(tf.tensor(randomValues([3, 3, 6, 1], seed).values, [3, 3, 6, 1])));
    const x = tf.tensor4d(randomValues([2, 8, 8, 6], 1).values, [2, 8, 8, 6]);
    const [first, second] = [variable(2), variable(3)];
    const layer = (images: tf.Tensor4D, filter: tf.Variable, stride: number): tf.Tensor4D =>
      tf.relu(tf.depthwiseConv2d(images, filter as tf.Tensor4D, stride, 'same'));
    const loss = (): tf.Scalar => tf.mean(tf.square(layer(layer(x, first, 1), second, 2)));
    const optimizer = tf.train.sgd(0.1);
    const lossNow = (): number => tf.tidy(() => optimizer.minimize(loss, true)!.dataSync()[0]!);
    const before = lossNow();
    const held = wasm.numDataIds();
    let after = before;
    for (let i = 0; i < 20; i++) after = lossNow();
    expect(after).toBeLessThan(before);
    // The prepared filter of the first weights has been freed: either that of the last weights has replaced it, or
    // both have been freed.
    expect(wasm.numDataIds()).toBeLessThanOrEqual(held);
    tf.dispose([x, first, second]);
    optimizer.dispose();
    expect(wasm.numDataIds()).toBe(ids);
  });

  it('keeps its prepared filters for the next gradient until the filter is disposed', () => {
    const ids = wasm.numDataIds();
    const x = tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
    const filter = tf.ones([3, 3, 2, 1]) as tf.Tensor4D;
    const inputGradient = tf.grad((x: tf.Tensor) =>
      tf.sum(tf.depthwiseConv2d(x as tf.Tensor4D, filter, 2, 'same')),
    );
    inputGradient(x).dispose();
    const held = wasm.numDataIds();
    expect(held).toBe(ids + 2 + 4);
    inputGradient(x).dispose();
    expect(wasm.numDataIds()).toBe(held);
    tf.dispose([x, filter]);
    expect(wasm.numDataIds()).toBe(ids);
  });

  it('rejects dilation, and a dy that does not fit', () => {
    const attrs = { strides: [1, 1], pad: 'same', inputShape: [1, 4, 4, 2], filterShape: [3, 3, 2, 1] };
    const dy = randomValues([1, 4, 4, 2], 1);
    const filter = randomValues([3, 3, 2, 1], 2);
    const input = 'DepthwiseConv2dNativeBackpropInput';
    expect(() => runOn('wasm', wasm, input, { dy, filter }, { ...attrs, dilations: [2, 2] })).toThrow(
      `${input}: expected dilations of 1; got [2,2]`,
    );
    const other = 'DepthwiseConv2dNativeBackpropFilter';
    const small = randomValues([1, 3, 4, 2], 1);
    expect(() => runOn('wasm', wasm, other, { x: dy, dy: small }, attrs)).toThrow(
      `${other}: dy must have shape [1, 4, 4, 2]`,
    );
  });
});
