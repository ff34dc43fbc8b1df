import '@tensorflow/tfjs-backend-wasm';
// The import registers tfjs' gradients.
import '@tensorflow/tfjs-layers';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendNamed, randomValues } from '../../test/kernels-on-backends.js';
import { registerKernels, unregisterKernels } from '../register.js';

beforeAll(async () => {
  await backendNamed('wasm');
  registerKernels();
});
afterAll(unregisterKernels);

describe('UnsortedSegmentSum', () => {
  it('adds row i of x to row ids[i], and leaves out ids outside the segments', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -2, max: 6 }), { minLength: 1, maxLength: 30 }),
        fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
        (ids, rowShape) => {
          const row = rowShape.reduce((product, length) => product * length, 1);
          const { values } = randomValues([ids.length, row], 1);
          const expected = new Float32Array(5 * row);
          ids.forEach((id, i) => {
            if (id < 0 || id >= 5) return;
            for (let j = 0; j < row; j++) expected[id * row + j]! += values[i * row + j]!;
          });
          tf.tidy(() => {
            const x = tf.tensor(values, [ids.length, ...rowShape]);
            const sums = tf.unsortedSegmentSum(x, tf.tensor1d(ids, 'int32'), 5);
            expect(sums.shape).toEqual([5, ...rowShape]);
            expect([...sums.dataSync()]).toEqual([...expected]);
          });
        },
      ),
      { seed: 12, numRuns: 100 },
    );
  });

  it('is the gradient of gather along any axis', () => {
    tf.tidy(() => {
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const indices = tf.tensor1d([2, 0, 2], 'int32');
      const rows = tf.grad((t: tf.Tensor) =>
        tf.sum(
          tf.mul(
            tf.gather(t, indices),
            tf.tensor2d([
              [1, 2],
              [3, 4],
              [5, 6],
            ]),
          ),
        ),
      );
      expect([...rows(table).dataSync()]).toEqual([3, 4, 0, 0, 6, 8]);
      const columns = tf.grad((t: tf.Tensor) =>
        tf.sum(tf.mul(tf.gather(t, tf.tensor1d([1, 1], 'int32'), 1), tf.tensor1d([1, 10]))),
      );
      expect([...columns(table).dataSync()]).toEqual([0, 11, 0, 11, 0, 11]);
    });
  });

  it('rejects one id per value instead of one per row', () => {
    const ids = tf.zeros([2, 2], 'int32') as tf.Tensor as tf.Tensor1D;
    const x = tf.ones([2, 2]);
    expect(() => tf.unsortedSegmentSum(x, ids, 2)).toThrow(
      'UnsortedSegmentSum: segmentIds must have shape [2], one id per row of x; got [2, 2].',
    );
    tf.dispose([ids, x]);
  });
});
