import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  registerKernels();
});
afterAll(unregisterKernels);

/** Values of magnitude 1 to 2, which can be used as divisors. */
function awayFromZero(shape: readonly number[], seed: number): Values {
  const { values } = randomValues(shape, seed);
  return { shape, values: values.map((value) => value + (value < 0 ? -1 : 1)) };
}

describe.each(['Add', 'Sub', 'Multiply', 'RealDiv'] as const)(
  '%s with a row equals the cpu backend',
  (kernel) => {
    it.each([[[]], [[2]], [[2, 3, 2, 1, 2, 3, 2]], [[2, 1, 1, 1, 2, 1, 2]], [[3, 2, 1, 2, 1, 2]]])(
      'of seven axes, which XNNPACK does not take, and of [%s]',
      (shape) => {
        const whole = awayFromZero([2, 3, 2, 1, 2, 3, 2], 1);
        const other = awayFromZero(shape, 2);
        for (const inputs of [
          { a: whole, b: other },
          { a: other, b: whole },
        ]) {
          const actual = runOn('wasm', wasm, kernel, inputs, {});
          const expected = runOn('cpu', cpu, kernel, inputs, {});
          expect(actual.shape).toEqual(expected.shape);
          expect(errorRatio(actual.values, expected.values, 1)).toBeLessThanOrEqual(1);
        }
      },
    );

    it('of seven axes, of which no two can be joined', () => {
      const a = awayFromZero([2, 1, 3, 1, 2, 1, 2], 1);
      const b = awayFromZero([1, 2, 1, 3, 1, 2, 1], 2);
      const actual = runOn('wasm', wasm, kernel, { a, b }, {});
      const expected = runOn('cpu', cpu, kernel, { a, b }, {});
      expect(actual.shape).toEqual(expected.shape);
      expect(errorRatio(actual.values, expected.values, 1)).toBeLessThanOrEqual(1);
    });

    it('on either side, with and without leading ones', () => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
          fc.array(fc.constantFrom(1, 2, 3, 16, 40), { minLength: 1, maxLength: 2 }),
          fc.integer({ min: 0, max: 3 }),
          fc.boolean(),
          (leading, trailing, ones, rowFirst) => {
            const whole = awayFromZero([...leading, ...trailing], 1);
            const row = awayFromZero([...new Array(Math.min(ones, leading.length)).fill(1), ...trailing], 2);
            const inputs = rowFirst ? { a: row, b: whole } : { a: whole, b: row };
            const ids = wasm.numDataIds();
            const actual = runOn('wasm', wasm, kernel, inputs, {});
            expect(wasm.numDataIds()).toBe(ids);
            const expected = runOn('cpu', cpu, kernel, inputs, {});
            expect(actual.shape).toEqual(expected.shape);
            expect(errorRatio(actual.values, expected.values, 1)).toBeLessThanOrEqual(1);
          },
        ),
        { seed: 8, numRuns: 200 },
      );
    });
  },
);

describe('arithmetic with a row', () => {
  const cases: [string, number[], number[]][] = [
    ['one value per channel', [8, 16, 16, 16], [16]],
    ['a prime number of rows', [1009, 8], [8]],
    ['one value per row, which is not a row', [64, 128], [64, 1]],
    ['one matrix for all images', [64, 8, 16], [8, 16]],
    ['one value per channel and image', [16, 64, 8], [16, 1, 8]],
    ['the same shape', [64, 128], [64, 128]],
    ['one value', [64, 128], [1, 1]],
    ['more axes than the tensor', [64, 128], [1, 1, 128]],
  ];

  it.each(cases)('%s', (_, whole, row) => {
    const inputs = { a: randomValues(whole, 1), b: randomValues(row, 2) };
    const actual = runOn('wasm', wasm, 'Multiply', inputs, {});
    const expected = runOn('cpu', cpu, 'Multiply', inputs, {});
    expect(actual.shape).toEqual(expected.shape);
    expect([...actual.values]).toEqual([...expected.values]);
  });

  it('keeps integers', async () => {
    const sum = tf.tidy(() => tf.add(tf.ones([512, 16], 'int32'), tf.range(0, 16, 1, 'int32')));
    expect(sum.dtype).toBe('int32');
    expect([...(await sum.data())].slice(0, 4)).toEqual([1, 2, 3, 4]);
    sum.dispose();
  });
});
