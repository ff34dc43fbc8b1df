import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { accurateForward } from './accurate-forward.js';
import { forward, type Operation } from './operation.js';

const TERMS = 3000;
const numbers = (count: number, seed: number) =>
  Float32Array.from({ length: count }, (_, i) => Math.sin(seed + i * i) * (1 + (i % 7)));

describe.each(BACKENDS)('accurateForward on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([1, 1e-12, 1e12])(
    'is within a few roundings of float64 for a dense layer, at scale %f',
    (scale) => {
      const x = numbers(2 * TERMS, 1).map((value) => value * scale);
      const kernel = numbers(TERMS * 4, 2);
      const operation: Operation = { kind: 'dense', kernel: tf.tensor2d(kernel, [TERMS, 4]) };
      const inputs = [tf.tensor2d(x, [2, TERMS])];
      const worst = (run: typeof forward) => {
        const results = run(operation, inputs).dataSync<'float32'>();
        return Math.max(
          ...results.map((value, at) => {
            let exact = 0;
            let size = 0;
            for (let i = 0; i < TERMS; i++) {
              const term = x[Math.floor(at / 4) * TERMS + i]! * kernel[i * 4 + (at % 4)]!;
              exact += term;
              size += term * term;
            }
            return Math.abs(value - exact) / Math.sqrt(size);
          }),
        );
      };
      expect(worst(accurateForward)).toBeLessThan(2 ** -22);
      expect(worst(accurateForward)).toBeLessThan(worst(forward));
    },
  );

  it('is the same up to rounding for a convolution with bias, for each sample separately', () => {
    const operation: Operation = {
      kind: 'convolution',
      strides: [2, 2],
      padding: 'same',
      kernel: tf.tensor4d(numbers(5 * 5 * 3 * 8, 3), [5, 5, 3, 8]),
      bias: tf.tensor1d(numbers(8, 4)),
    };
    const images = tf.tensor4d(numbers(2 * 9 * 9 * 3, 5), [2, 9, 9, 3]);
    const both = accurateForward(operation, [images]).dataSync();
    const plain = forward(operation, [images]).dataSync();
    for (const [i, value] of both.entries()) expect(Math.abs(value - plain[i]!)).toBeLessThan(1e-4);
    const second = accurateForward(operation, [tf.slice(images, [1, 0, 0, 0], [1, -1, -1, -1])]).dataSync();
    expect([...second]).toEqual([...both.slice(both.length / 2)]);
  });
});
