import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import { forward, type Operation, vjp } from '../operation.js';

beforeAll(() => useBackend('cpu'));

function normalised(x: readonly number[], length: number, p: 1 | 2, epsilon: number): number[] {
  return x.map((value, i) => {
    const start = i - (i % length);
    const own = x.slice(start, start + length);
    const norm = p === 2 ? Math.hypot(...own) : own.reduce((sum, v) => sum + Math.abs(v), 0);
    return value / Math.max(norm, epsilon);
  });
}

describe('division by the norm', () => {
  const values = numbers(15, 3);

  it.each([1, 2] as const)('p = %i', async (p) => {
    await expectDefinition(
      () => ({ kind: 'lpNormalization', p, axes: [1] }),
      { values, shape: [3, 5] },
      (x) => normalised(x, 5, p, 0),
    );
  });

  it.each([1, 2] as const)('p = %i with a smallest divisor that acts on one of the samples', async (p) => {
    const own = values.map((value, i) => (i < 5 ? value / 100 : value));
    await expectDefinition(
      () => ({ kind: 'lpNormalization', p, axes: [1], epsilon: 0.5 }),
      { values: own, shape: [3, 5] },
      (x) => normalised(x, 5, p, 0.5),
    );
  });

  it('gives zeros where all numbers are 0', () => {
    const zeros = tf.zeros([2, 3]);
    const operation: Operation = { kind: 'lpNormalization', p: 2, axes: [1] };
    const output = forward(operation, [zeros]);
    expect([...output.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
    const [leaving] = vjp(operation, { inputs: [zeros], output }, tf.ones([2, 3]));
    expect([...(leaving as tf.Tensor).dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
