import '@tensorflow/tfjs-backend-wasm';
// The import registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  backendNamed,
  errorRatio,
  randomValues,
  runOn,
  type Values,
} from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
});
beforeEach(() => void registerKernels());
afterAll(unregisterKernels);

const sizes = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 7 }),
  fc.integer({ min: 1, max: 21 }),
);

/** Values between ½ and 1½. */
const positive = (shape: readonly number[], seed: number): Values => {
  const { values } = randomValues(shape, seed);
  return { shape, values: values.map((value) => 1 + value / 2) };
};

describe('FusedBatchNorm', () => {
  const attrs = { varianceEpsilon: 1e-3 };

  it('equals the cpu backend, with and without scale and offset', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), fc.boolean(), (shape, hasScale, hasOffset) => {
        const channels = [shape[3]];
        const inputs = {
          x: randomValues(shape, 1),
          mean: randomValues(channels, 2),
          variance: positive(channels, 3),
          ...(hasScale ? { scale: randomValues(channels, 4) } : {}),
          ...(hasOffset ? { offset: randomValues(channels, 5) } : {}),
        };
        const ids = wasm.numDataIds();
        const actual = runOn('wasm', wasm, 'FusedBatchNorm', inputs, attrs);
        expect(wasm.numDataIds()).toBe(ids);
        const expected = runOn('cpu', cpu, 'FusedBatchNorm', inputs, attrs);
        expect(actual.shape).toEqual(expected.shape);
        // The tolerance for three rounded operations on numbers up to 4.
        expect(errorRatio(actual.values, expected.values, 8)).toBeLessThanOrEqual(1);
      }),
      { seed: 9, numRuns: 200 },
    );
  });

  it('keeps NaN', () => {
    const x = randomValues([2, 3, 3, 4], 1);
    x.values[5] = Number.NaN;
    const inputs = { x, mean: randomValues([4], 2), variance: positive([4], 3) };
    const { values } = runOn('wasm', wasm, 'FusedBatchNorm', inputs, attrs);
    expect([...values].map(Number.isNaN).indexOf(true)).toBe(5);
  });

  it('with one mean per pixel goes to the stock kernel', () => {
    const shape = [2, 3, 3, 4];
    const inputs = { x: randomValues(shape, 1), mean: randomValues(shape, 2), variance: positive(shape, 3) };
    const actual = runOn('wasm', wasm, 'FusedBatchNorm', inputs, attrs);
    const expected = runOn('cpu', cpu, 'FusedBatchNorm', inputs, attrs);
    expect(errorRatio(actual.values, expected.values, 8)).toBeLessThanOrEqual(1);
  });
});

type Inputs = readonly Values[];

/** Gradients of Σ cotangent · f(inputs) on a backend. */
async function gradients(
  name: 'cpu' | 'wasm',
  f: (inputs: tf.Tensor[]) => tf.Tensor,
  inputs: Inputs,
): Promise<Float32Array[]> {
  await backendNamed(name);
  const ids = tf.memory().numTensors;
  const results = tf.tidy(() => {
    const tensors = inputs.map(({ values, shape }) => tf.tensor(values, [...shape]));
    const loss = (...x: tf.Tensor[]): tf.Scalar => {
      const y = f(x);
      const cotangent = tf.tensor(randomValues(y.shape, 99).values, y.shape);
      return tf.sum(tf.mul(y, cotangent)) as tf.Scalar;
    };
    return tf.grads(loss)(tensors);
  });
  const values = await Promise.all(results.map((result) => result.data<'float32'>()));
  tf.dispose(results);
  expect(tf.memory().numTensors).toBe(ids);
  return values;
}

async function checkGradients(
  f: (inputs: tf.Tensor[]) => tf.Tensor,
  inputs: Inputs,
  terms: number,
): Promise<void> {
  const expected = await gradients('cpu', f, inputs);
  const actual = await gradients('wasm', f, inputs);
  actual.forEach((values, i) => {
    expect(errorRatio(values, expected[i]!, terms)).toBeLessThanOrEqual(1);
  });
}

describe('gradients', () => {
  it('of batch normalisation equal those of the cpu backend', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), (shape, flat) => {
        const x = flat ? [shape[0] * shape[1], shape[3]] : shape;
        const channels = [shape[3]];
        const inputs = [
          randomValues(x, 1),
          randomValues(channels, 2),
          positive(channels, 3),
          randomValues(channels, 4),
          randomValues(channels, 5),
        ];
        const f = ([x, mean, variance, offset, scale]: tf.Tensor[]): tf.Tensor =>
          tf.batchNorm(
            x!,
            mean as tf.Tensor1D,
            variance as tf.Tensor1D,
            offset as tf.Tensor1D,
            scale as tf.Tensor1D,
          );
        return checkGradients(f, inputs, 8 * shape[0] * shape[1] * shape[2]);
      }),
      { seed: 10, numRuns: 40 },
    );
  });

  // Without scale or offset tfjs itself fails, because it saves all inputs for the gradient.
  it('of batch normalisation with one mean per pixel are the stock gradients', async () => {
    const shape = [2, 3, 3, 4];
    const [x, mean, scale, offset] = [1, 2, 3, 4].map((seed) => randomValues(shape, seed));
    const f = (inputs: tf.Tensor[]): tf.Tensor => {
      const [x, mean, variance, offset, scale] = inputs as tf.Tensor4D[];
      return tf.batchNorm(x!, mean!, variance!, offset, scale);
    };
    await checkGradients(f, [x!, mean!, positive(shape, 5), offset!, scale!], 8);
  });

  it.each([
    ['sum', tf.sum],
    ['mean', tf.mean],
  ] as const)('of %s, over any axes, first and second derivative', async (_, reduce) => {
    const f = (axes: number[], keepDims: boolean) => (inputs: tf.Tensor[]) =>
      reduce(tf.square(inputs[0]!), axes, keepDims);
    for (const axes of [[0], [1, 2], [0, 1, 2], [2], [-1], [0, 2]]) {
      const x = randomValues([5, 6, 7], 1);
      await checkGradients(f(axes, false), [x], 4);
      await checkGradients(f(axes, true), [x], 4);
      const second = (inputs: tf.Tensor[]) =>
        tf.grad((x: tf.Tensor) => tf.sum(tf.square(f(axes, false)([x]))))(inputs[0]!);
      await checkGradients(second, [x], 4 * 210);
    }
  });
});

describe('registered gradients', () => {
  const names = ['FusedBatchNorm', 'Sum', 'Mean'];
  afterEach(unregisterKernels);

  it('are restored, and are replaced again if tfjs registers its own later', async () => {
    unregisterKernels();
    const stock = names.map((name) => tf.getGradient(name));
    registerKernels();
    const own = names.map((name) => tf.getGradient(name));
    own.forEach((gradient, i) => {
      expect(gradient).not.toBe(stock[i]);
    });
    for (const gradient of stock) tf.registerGradient(gradient);
    await backendNamed('cpu');
    await backendNamed('wasm'); // Setting the backend registers our gradients again.
    names.forEach((name, i) => {
      expect(tf.getGradient(name)).not.toBe(stock[i]);
    });
    unregisterKernels();
    names.forEach((name, i) => {
      expect(tf.getGradient(name)).toBe(stock[i]);
    });
  });
});
