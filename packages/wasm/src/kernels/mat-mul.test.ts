import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, errorRatio, randomValues, runOn } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

let cpu: Awaited<ReturnType<typeof backendNamed>>;
let wasm: Awaited<ReturnType<typeof backendNamed>>;

beforeAll(async () => {
  cpu = await backendNamed('cpu');
  wasm = await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

const size = fc.integer({ min: 1, max: 40 });

describe('BatchMatMul', () => {
  it('equals the cpu backend for every pair of transposes, single or batched', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom([], [1], [1, 1], [3]),
        (m, k, n, transposeA, transposeB, lead) => {
          const inputs = {
            a: randomValues([...lead, ...(transposeA ? [k, m] : [m, k])], m),
            b: randomValues([...lead, ...(transposeB ? [n, k] : [k, n])], n + 100),
          };
          const before = wasm.numDataIds();
          const actual = runOn('wasm', wasm, 'BatchMatMul', inputs, { transposeA, transposeB });
          expect(wasm.numDataIds()).toBe(before);
          const expected = runOn('cpu', cpu, 'BatchMatMul', inputs, { transposeA, transposeB });
          expect(actual.shape).toEqual(expected.shape);
          expect(errorRatio(actual.values, expected.values, k)).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });

  it('is zero if there is nothing to add up', () => {
    for (const [transposeA, transposeB, lead] of [
      [false, false, []],
      [true, false, [2]],
      [true, true, []],
    ] as const) {
      const a = randomValues([...lead, ...(transposeA ? [0, 30] : [30, 0])], 1);
      const b = randomValues([...lead, ...(transposeB ? [40, 0] : [0, 40])], 2);
      // Fills memory with values other than zero and frees it.
      tf.dispose(tf.fill([...lead, 30, 40], 7));
      const { shape, values } = runOn('wasm', wasm, 'BatchMatMul', { a, b }, { transposeA, transposeB });
      expect(shape).toEqual([...lead, 30, 40]);
      expect(values.every((value) => value === 0)).toBe(true);
    }
  });

  it('lets the stock kernel reject operands that do not fit', () => {
    const [a, b] = [tf.zeros([2, 3]), tf.zeros([2, 3])];
    expect(() => tf.matMul(a as tf.Tensor2D, b as tf.Tensor2D)).toThrow(/inner shapes/);
    tf.dispose([a, b]);
  });
});

describe('fused.matMul', () => {
  const activations = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'] as const;
  const product = async (
    name: 'cpu' | 'wasm',
    lead: number[],
    [transposeA, transposeB]: readonly [boolean, boolean],
    activation: (typeof activations)[number],
    biased: boolean,
  ) => {
    const [m, k, n] = [7, 5, 4];
    const [a, b, c] = [
      randomValues([...lead, ...(transposeA ? [k, m] : [m, k])], 1),
      randomValues([...lead, ...(transposeB ? [n, k] : [k, n])], 2),
      randomValues([n], 3),
    ];
    await backendNamed(name);
    return tf.tidy(() =>
      tf.fused
        .matMul({
          a: tf.tensor(a.values, [...a.shape]),
          b: tf.tensor(b.values, [...b.shape]),
          transposeA,
          transposeB,
          ...(biased && { bias: tf.tensor1d(c.values) }),
          activation,
          ...(activation === 'prelu' && { preluActivationWeights: tf.tensor1d([0.5, -1, 2, 0]) }),
          leakyreluAlpha: 0.3,
        })
        .dataSync<'float32'>()
        .slice(),
    );
  };

  it.each([
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const)('equals the cpu backend, transposed %s and %s', async (...transposes) => {
    for (const lead of [[], [1], [3]]) {
      for (const activation of activations) {
        for (const biased of [false, true]) {
          const actual = await product('wasm', lead, transposes, activation, biased);
          const expected = await product('cpu', lead, transposes, activation, biased);
          expect(errorRatio(actual, expected, 5)).toBeLessThanOrEqual(1);
        }
      }
    }
  });

  it('keeps no data', async () => {
    wasm = await backendNamed('wasm');
    const before = wasm.numDataIds();
    await product('wasm', [3], [false, true], 'prelu', true);
    expect(wasm.numDataIds()).toBe(before);
  });
});

describe('a right operand that was reshaped', () => {
  const row = [3, 1, 4, 1, 5, 9];
  const expectProducts = async (matMul: (a: tf.Tensor2D, b: tf.Tensor2D) => tf.Tensor): Promise<void> => {
    const v = tf.tensor1d(row, 'float32');
    const column = tf.tensor2d([[1], [10]]);
    const asRow = matMul(column, tf.reshape(v, [1, 6]));
    const asColumn = matMul(tf.tensor2d([[1, 2, 3, 4, 5, 6]]), tf.reshape(v, [6, 1]));
    const asMatrix = matMul(tf.tensor2d([[1, 2, 3]]), tf.reshape(v, [3, 2]));
    const x = [...row];
    expect([...(await asRow.data())]).toEqual([...x, ...x.map((value) => 10 * value)]);
    expect([...(await asColumn.data())]).toEqual([x.reduce((sum, value, i) => sum + (i + 1) * value, 0)]);
    const [p, q, r, s, t, u] = x as [number, number, number, number, number, number];
    expect([...(await asMatrix.data())]).toEqual([p + 2 * r + 3 * t, q + 2 * s + 3 * u]);
  };

  it('is not mistaken for its former shape in matMul', async () => {
    await expectProducts((a, b) => tf.matMul(a, b));
  });

  it('is not mistaken for its former shape in fused.matMul', async () => {
    await expectProducts((a, b) => tf.fused.matMul({ a, b }));
  });

  it('is not mistaken for its former shape after a product with a transpose', async () => {
    await expectProducts((a, b) => {
      tf.dispose(tf.matMul(tf.transpose(a), b, true, false));
      return tf.matMul(a, b);
    });
  });
});

describe('a filter that was reshaped', () => {
  const shapes: [number, number, number, number][] = [
    [1, 1, 4, 9],
    [1, 1, 9, 4],
    [3, 3, 2, 2],
    [3, 3, 4, 1],
    [1, 9, 4, 1],
  ];

  it.each([
    ['conv2d', tf.conv2d],
    ['depthwiseConv2d', tf.depthwiseConv2d],
  ] as const)('is not mistaken for its former shape in %s, which needs no guard', (_, convolve) => {
    tf.tidy(() => {
      const { values } = randomValues([36], 1);
      const shared = tf.tensor1d(values);
      for (const shape of shapes) {
        const size: [number, number, number, number] = [1, 5, 10, shape[2]];
        const x = tf.tensor4d(randomValues(size, 2).values, size);
        const actual = convolve(x, tf.reshape(shared, shape) as tf.Tensor4D, 1, 'same');
        const expected = convolve(x, tf.tensor4d(values, shape), 1, 'same');
        expect([...actual.dataSync()]).toEqual([...expected.dataSync()]);
      }
    });
  });
});
