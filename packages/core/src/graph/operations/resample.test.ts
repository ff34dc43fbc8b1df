import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { forward, type Operation, vjp } from '../operation.js';

describe.each(BACKENDS)('a matrix along an axis, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each([1, 2, 3])('axis %i: y = x · M, and its transpose', (axis) => {
    const shape = [2, 3, 4, 5];
    const [from, to] = [shape[axis]!, 6];
    const numbers = (count: number, seed: number) =>
      Array.from({ length: count }, (_, i) => Math.sin(i * 1.3 + seed));
    const outShape = shape.map((length, i) => (i === axis ? to : length));
    const size = (of: number[]) => of.reduce((a, b) => a * b);
    const [x, m, g] = [numbers(size(shape), 1), numbers(from * to, 2), numbers(size(outShape), 3)];
    const inner = size([...shape.slice(axis + 1), 1]);
    const [y, back] = [new Float64Array(size(outShape)), new Float64Array(size(shape))];
    for (let outer = 0; outer < size(shape.slice(0, axis)); outer++)
      for (let i = 0; i < from; i++)
        for (let j = 0; j < to; j++)
          for (let k = 0; k < inner; k++) {
            const [at, out] = [(outer * from + i) * inner + k, (outer * to + j) * inner + k];
            y[out]! += x[at]! * m[i * to + j]!;
            back[at]! += g[out]! * m[i * to + j]!;
          }
    tf.tidy(() => {
      const operation: Operation = { kind: 'resample', axis, matrix: tf.tensor(m, [from, to]) };
      const input = tf.tensor(x, shape);
      const output = forward(operation, [input]);
      expect(output.shape).toEqual(outShape);
      output.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(y[i]!, 5);
      });
      const [cotangent] = vjp(operation, { inputs: [input], output }, tf.tensor(g, outShape));
      cotangent!.dataSync().forEach((value, i) => {
        expect(value).toBeCloseTo(back[i]!, 5);
      });
    });
  });

  it('a matrix that is a column is not confused with its transpose, also on wasm', () => {
    tf.tidy(() => {
      const operation: Operation = { kind: 'resample', axis: 1, matrix: tf.tensor([1, 2, 3], [3, 1]) };
      const input = tf.tensor([1, 10, 100], [1, 3, 1]);
      for (let run = 0; run < 2; run++) {
        const output = forward(operation, [input]);
        expect([...output.dataSync()]).toEqual([321]);
        const [back] = vjp(operation, { inputs: [input], output }, tf.tensor([2], [1, 1, 1]));
        expect([...back!.dataSync()]).toEqual([2, 4, 6]);
      }
    });
  });
});
