import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues, runOn } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';
import { columnSums } from './column-sums.js';

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

/** Shapes of up to 40,000 values: below and above the size from which the kernels differ from the stock ones. */
const shapes = fc.array(fc.constantFrom(1, 2, 3, 5, 8, 13, 64, 130), { minLength: 1, maxLength: 4 });

describe.each(['Sum', 'Mean'] as const)('%s equals the cpu backend', (kernel) => {
  it('over any axes of any shape', () => {
    fc.assert(
      fc.property(
        shapes,
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (shape, chosen, keepDims) => {
          fc.pre(tf.util.sizeFromShape(shape) <= 40_000);
          const axis = shape.map((_, i) => i).filter((i) => chosen[i]);
          fc.pre(axis.length > 0);
          const x = randomValues(shape, 1);
          const ids = wasm.numDataIds();
          const actual = runOn('wasm', wasm, kernel, { x }, { axis, keepDims });
          expect(wasm.numDataIds()).toBe(ids);
          const expected = runOn('cpu', cpu, kernel, { x }, { axis, keepDims });
          expect(actual.shape).toEqual(expected.shape);
          const terms = axis.reduce((product, i) => product * shape[i]!, 1);
          expect(errorRatio(actual.values, expected.values, terms)).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it.each([
    ['leading axes', [40, 13, 16], [0, 1], [16]],
    ['an axis in the middle', [3, 130, 16], [1], [3, 16]],
    ['all axes', [11, 13, 17], [0, 1, 2], []],
    ['one channel', [300, 13, 1], [0], [13, 1]],
    ['last axes', [3, 40, 40], [2], [3, 40]],
    ['axes that are not adjacent', [30, 4, 40], [0, 2], [4]],
    // XNNPACK's pooling has a row of columns on its stack of 64 KB.
    ['columns that need more than the stack', [130, 40_000], [0], [40_000]],
    ['middle axes with such columns', [2, 130, 40_000], [1], [2, 40_000]],
    ['negative axes', [50, 6, 10], [-3, -2], [10]],
  ])('%s', (_, shape, axis, expectedShape) => {
    const x = randomValues(shape, 2);
    const actual = runOn('wasm', wasm, kernel, { x }, { axis, keepDims: false });
    const positive = axis.map((i) => (i + shape.length) % shape.length);
    const expected = runOn('cpu', cpu, kernel, { x }, { axis: positive, keepDims: false });
    expect(actual.shape).toEqual(expectedShape);
    expect(errorRatio(actual.values, expected.values, x.values.length)).toBeLessThanOrEqual(1);
  });
});

describe('Sum', () => {
  it('keeps integers', async () => {
    const x = tf.ones([300, 16], 'int32');
    const sum = tf.sum(x, 0);
    expect(sum.dtype).toBe('int32');
    expect([...(await sum.data())]).toEqual(new Array(16).fill(300));
    tf.dispose([x, sum]);
  });

  it('keeps NaN and infinity', async () => {
    const values = new Float32Array(300 * 16);
    [values[16 * 100], values[16 * 299 + 1]] = [Number.NaN, Number.POSITIVE_INFINITY];
    const x = tf.tensor2d(values, [300, 16]);
    const sum = tf.sum(x, 0);
    expect([...(await sum.data())].slice(0, 3)).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 0]);
    const middle = tf.mean(tf.reshape(x, [3, 100, 16]), 1);
    expect([...(await middle.data())].slice(15, 19)).toEqual([0, Number.NaN, 0, 0]);
    tf.dispose([x, sum, middle]);
  });
});

describe('columnSums', () => {
  it('rounds less than sequential addition: 200,000 rows, compared with sums in float64', () => {
    const rows = 200_000;
    const { values } = randomValues([rows, 3], 3);
    const shifted = values.map((value) => value + 1);
    const exact = [0, 0, 0];
    shifted.forEach((value, i) => {
      exact[i % 3]! += value;
    });
    const dataId = wasm.write(shifted, [rows, 3], 'float32');
    const sums = columnSums(wasm as never, { dataId, shape: [rows, 3], dtype: 'float32' }, rows, 3);
    wasm.disposeData(dataId);
    // The tolerance for three levels of 64 terms each, for sums of about `rows`.
    sums.forEach((sum, i) => {
      expect(Math.abs(sum - exact[i]!) / exact[i]!).toBeLessThan(2 ** -24 * 3 * 8);
    });
  });
});

it('the sum of an empty tensor is 0 and its mean NaN, whatever the memory held before', () => {
  for (const axis of [[0], [0, 1], [1]]) {
    const x = { shape: [0, 3, 500], values: new Float32Array(0) };
    const attrs = { axis, keepDims: false };
    tf.dispose(tf.fill([1500], 7));
    const sum = runOn('wasm', wasm, 'Sum', { x }, attrs);
    expect(sum.shape).toEqual([0, 3, 500].filter((_, i) => !axis.includes(i)));
    expect(sum.values.every((value) => value === 0)).toBe(true);
    tf.dispose(tf.fill([1500], 7));
    const mean = runOn('wasm', wasm, 'Mean', { x }, attrs);
    expect(mean.values.every(Number.isNaN)).toBe(true);
  }
});
