import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectDefinition, numbers } from '../../../test/against-definition.js';
import { isLinear } from '../linear.js';
import { forward, vjp } from '../operation.js';
import type { Reduction, ReductionName } from './reduction.js';

beforeAll(() => useBackend('cpu'));

const sum = (x: readonly number[]) => x.reduce((total, value) => total + value, 0);

const DEFINITIONS: Record<ReductionName, (x: readonly number[]) => number> = {
  sum,
  mean: (x) => sum(x) / x.length,
  maximum: (x) => Math.max(...x),
  minimum: (x) => Math.min(...x),
  product: (x) => x.reduce((product, value) => product * value, 1),
  l1: (x) => sum(x.map(Math.abs)),
  l2: (x) => Math.hypot(...x),
  logSum: (x) => Math.log(sum(x)),
  logSumExp: (x) => Math.log(sum(x.map(Math.exp))),
  sumOfSquares: (x) => sum(x.map((value) => value * value)),
};

const SHAPE = [2, 3, 2, 4];

/** The groups of numbers that are reduced together, by the index of their result. */
function groups(x: readonly number[], axes: readonly number[]): number[][] {
  const found = new Map<number, number[]>();
  x.forEach((value, i) => {
    let rest = i;
    let [key, stride] = [0, 1];
    for (let axis = SHAPE.length - 1; axis >= 0; axis--) {
      const index = rest % SHAPE[axis]!;
      rest = Math.floor(rest / SHAPE[axis]!);
      if (axes.includes(axis)) continue;
      key += index * stride;
      stride *= SHAPE[axis]!;
    }
    found.set(key, [...(found.get(key) ?? []), value]);
  });
  return [...found].sort(([a], [b]) => a - b).map(([, group]) => group);
}

const names = Object.keys(DEFINITIONS) as ReductionName[];

describe.each(names)('%s', (reduction) => {
  it.each([[[1]], [[3]], [[1, 2]], [[1, 3]], [[1, 2, 3]]])('over axes %j', async (axes) => {
    const signed = numbers(48, 4);
    const values = reduction === 'logSum' ? signed.map((value) => Math.abs(value) + 0.1) : signed;
    for (const keepDims of [false, true]) {
      const operation: Reduction = { kind: 'reduction', reduction, axes, keepDims };
      await expectDefinition(
        () => operation,
        { values, shape: SHAPE },
        (x) => groups(x, axes).map(DEFINITIONS[reduction]),
      );
      const x = tf.tensor(values, SHAPE);
      const kept = SHAPE.map((length, axis) => (axes.includes(axis) ? 1 : length));
      const dropped = SHAPE.filter((_, axis) => !axes.includes(axis));
      expect(forward(operation, [x]).shape).toEqual(keepDims ? kept : dropped);
      expect(isLinear(operation)).toBe(reduction === 'sum' || reduction === 'mean');
    }
  });
});

describe.each(BACKENDS)('where a derivative is not unique or not finite, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  const leaving = (reduction: ReductionName, x: tf.Tensor, axes = [1]) => {
    const operation: Reduction = { kind: 'reduction', reduction, axes };
    const output = forward(operation, [x]);
    const [found] = vjp(operation, { inputs: [x], output }, tf.fill(output.shape, 5));
    return { output: [...output.dataSync()], found: [...found!.dataSync()] };
  };

  it('the first of equal maxima and minima gets the cotangent', () => {
    const x = tf.tensor2d([[1, 3, 3, 1]]);
    expect(leaving('maximum', x).found).toEqual([0, 5, 0, 0]);
    expect(leaving('minimum', x).found).toEqual([5, 0, 0, 0]);
    const image = tf.tensor3d([
      [
        [0, 7],
        [7, 7],
      ],
    ]);
    expect(leaving('maximum', image, [1, 2]).found).toEqual([0, 5, 0, 0]);
    expect(leaving('maximum', tf.tensor2d([[2]])).found).toEqual([5]);
  });

  it('a product with zeros', () => {
    expect(leaving('product', tf.tensor2d([[2, 0, 3]])).found).toEqual([0, 30, 0]);
    expect(leaving('product', tf.tensor2d([[2, 0, 0]])).found).toEqual([0, 0, 0]);
  });

  it('norms and the logarithm of 0', () => {
    const zero = tf.tensor2d([[0, 0]]);
    expect(leaving('l1', zero)).toEqual({ output: [0], found: [0, 0] });
    expect(leaving('l2', zero)).toEqual({ output: [0], found: [0, 0] });
    expect(leaving('logSum', zero)).toEqual({ output: [Number.NEGATIVE_INFINITY], found: [0, 0] });
  });

  it('the logarithm of sums of huge and of vanishing numbers', () => {
    const { output, found } = leaving(
      'logSumExp',
      tf.tensor2d([
        [1000, 1000],
        [-1000, -2000],
      ]),
    );
    expect(output[0]).toBeCloseTo(1000 + Math.LN2, 3);
    expect(output[1]).toBe(-1000);
    expect(found).toEqual([2.5, 2.5, 5, 0]);
    const none = tf.fill([1, 2], Number.NEGATIVE_INFINITY);
    expect(leaving('logSumExp', none)).toEqual({ output: [Number.NEGATIVE_INFINITY], found: [0, 0] });
  });
});
