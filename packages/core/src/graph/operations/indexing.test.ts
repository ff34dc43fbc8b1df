import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { centralDifferences, distinctIntegers } from '../../../test/central-differences.js';
import { isFlat, isLinear, isRouting } from '../linear.js';
import { forward, type Operation, vjp } from '../operation.js';

const run = (operation: Operation, ...inputs: tf.Tensor[]) => tf.tidy(() => forward(operation, inputs));
const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];

/** An operation, the shapes of its inputs, and the same function on the host, which gets the inputs as nested lists. */
type Case = [name: string, operation: Operation, shapes: number[][]];

const cases: Case[] = [
  ['gather steps', { kind: 'gather', axis: 2, indices: [3, 1] }, [[2, 3, 4]]],
  ['gather repeated', { kind: 'gather', axis: 1, indices: [2, 0, 0, 1, 2, 2] }, [[2, 3, 4]]],
  ['gather one entry very often', { kind: 'gather', axis: 1, indices: Array(30).fill(7) }, [[2, 40]]],
  ['gather nothing of some', { kind: 'gather', axis: 1, indices: [4] }, [[2, 5, 2]]],
  ['gather in six axes', { kind: 'gather', axis: 3, indices: [1, 0, 1] }, [[2, 2, 1, 2, 3, 2]]],
  ['scatterAdd', { kind: 'scatterAdd', axis: 1, indices: [3, 0, 3], length: 5 }, [[2, 3, 2]]],
  ['scatterAdd apart', { kind: 'scatterAdd', axis: 2, indices: [3, 0], length: 4 }, [[2, 3, 2]]],
  ['expand', { kind: 'expand', shape: [3, 2, 4] }, [[2, 3, 1, 4]]],
  ['expand to a higher rank', { kind: 'expand', shape: [3, 2, 4] }, [[2, 4]]],
  ['expand to six axes', { kind: 'expand', shape: [2, 1, 3, 2, 2] }, [[2, 2, 1, 1, 1, 2]]],
  ['tile', { kind: 'tile', repetitions: [2, 1, 3] }, [[2, 3, 2, 2]]],
  ['tile in six axes', { kind: 'tile', repetitions: [1, 2, 1, 2, 3] }, [[2, 1, 2, 2, 1, 2]]],
  ['cumulativeSum', { kind: 'cumulativeSum', axis: 1 }, [[2, 4, 3]]],
  ['cumulativeSum in six axes', { kind: 'cumulativeSum', axis: 3 }, [[2, 1, 2, 4, 1, 2]]],
  ['exclusive cumulativeSum', { kind: 'cumulativeSum', axis: 2, exclusive: true }, [[2, 2, 4]]],
  [
    'reversed exclusive cumulativeSum',
    { kind: 'cumulativeSum', axis: 1, exclusive: true, reverse: true },
    [[2, 4]],
  ],
  ['topK', { kind: 'topK', output: 'values', k: 3, axis: 1 }, [[2, 5, 2]]],
  ['smallest topK', { kind: 'topK', output: 'values', k: 2, axis: 2, smallest: true }, [[2, 2, 5]]],
  ['topK in six axes', { kind: 'topK', output: 'values', k: 2, axis: 3 }, [[2, 1, 2, 4, 1, 2]]],
  ['topK indices', { kind: 'topK', output: 'indices', k: 2, axis: 1 }, [[2, 5]]],
  ['argMax', { kind: 'argMax', of: 'maximum', axis: 1 }, [[2, 5, 2]]],
  ['argMin', { kind: 'argMax', of: 'minimum', axis: 2, keepDims: true }, [[2, 2, 5]]],
  [
    'greater',
    { kind: 'comparison', comparison: 'greater' },
    [
      [2, 5],
      [2, 5],
    ],
  ],
  [
    'less, broadcast',
    { kind: 'comparison', comparison: 'less' },
    [
      [2, 3, 5],
      [2, 5],
    ],
  ],
  [
    'where',
    { kind: 'where' },
    [
      [2, 5],
      [2, 5],
      [2, 5],
    ],
  ],
  [
    'where, broadcast',
    { kind: 'where' },
    [
      [2, 3, 1],
      [2, 3, 5],
      [1, 1, 5],
    ],
  ],
  [
    'where, of different ranks',
    { kind: 'where' },
    [
      [2, 3, 5],
      [2, 5],
      [2, 1],
    ],
  ],
  [
    'where in six axes',
    { kind: 'where' },
    [
      [1, 1, 1, 1, 3, 2],
      [2, 1, 2, 2, 3, 2],
      [2, 1, 1, 1, 1, 1],
    ],
  ],
];

describe.each(BACKENDS)('operations on positions, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(cases)('%s: the derivative is that of differences', (_name, operation, shapes) => {
    const { numTensors } = tf.memory();
    tf.tidy(() => {
      // All differ by at least 1, and no step of 1/4 changes their order.
      const all = distinctIntegers([shapes.reduce((sum, shape) => sum + tf.util.sizeFromShape(shape), 0)], 3);
      let start = 0;
      const inputs = shapes.map((shape, i) => {
        const count = tf.util.sizeFromShape(shape);
        const own = tf.reshape(tf.slice(all, [start], [count]), shape);
        start += count;
        if (operation.kind === 'where' && i === 0) return tf.step(own);
        return own;
      });
      const output = run(operation, ...inputs);
      const cotangent = distinctIntegers(output.shape, 5);
      const shares = vjp(operation, { inputs, output }, cotangent);
      for (const [i, x] of inputs.entries()) {
        expect(shares[i]?.shape).toEqual(x.shape);
        if (operation.kind === 'where' && i === 0) {
          expect(numbers(shares[0]!).every((share) => share === 0)).toBe(true);
          continue;
        }
        const f = (moved: tf.Tensor) => run(operation, ...inputs.map((own, k) => (k === i ? moved : own)));
        expect(numbers(shares[i]!).map((n) => n + 0)).toEqual(
          centralDifferences(f, x, cotangent, 1 / 4).map((n) => n + 0),
        );
      }
    });
    expect(tf.memory().numTensors).toBe(numTensors);
  });

  it('gather takes entries along an axis', () => {
    const x = tf.tensor([0, 1, 2, 3, 4, 5], [1, 3, 2]);
    expect(numbers(run({ kind: 'gather', axis: 1, indices: [2, 0, 2] }, x))).toEqual([4, 5, 0, 1, 4, 5]);
    expect(numbers(run({ kind: 'gather', axis: 2, indices: [1] }, x))).toEqual([1, 3, 5]);
  });

  it('scatterAdd adds entries to positions', () => {
    const x = tf.tensor([1, 2, 3], [1, 3]);
    expect(numbers(run({ kind: 'scatterAdd', axis: 1, indices: [3, 0, 3], length: 4 }, x))).toEqual([
      2, 0, 0, 4,
    ]);
  });

  it('lookup has a derivative of 0', () => {
    const x = tf.tensor([0, 1, 1, 0], [2, 2]);
    const lookup: Operation = { kind: 'lookup', table: tf.tensor([1, 2, 3, 4], [2, 2]) };
    const output = run(lookup, x);
    const [share] = tf.tidy(() => vjp(lookup, { inputs: [x], output }, tf.onesLike(output)));
    expect([share?.shape, numbers(share!)]).toEqual([
      [2, 2],
      [0, 0, 0, 0],
    ]);
  });

  it('lookup takes rows, counts negative indices from the end and marks invalid ones by NaN', () => {
    const table = tf.tensor([1, 2, 3, 4, 5, 6], [3, 2]);
    const found = run({ kind: 'lookup', table }, tf.tensor([0, 2, -1, -3, 3, -4], [3, 2]));
    expect(found.shape).toEqual([3, 2, 2]);
    const nan = Number.NaN;
    expect(numbers(found)).toEqual([1, 2, 5, 6, 5, 6, 1, 2, nan, nan, nan, nan]);
  });

  it('expand and tile repeat', () => {
    const x = tf.tensor([1, 2, 3, 4], [2, 2]);
    const expanded = run({ kind: 'expand', shape: [3, 2] }, x);
    expect(expanded.shape).toEqual([2, 3, 2]);
    expect(numbers(expanded)).toEqual([1, 2, 1, 2, 1, 2, 3, 4, 3, 4, 3, 4]);
    expect(numbers(run({ kind: 'tile', repetitions: [2] }, x))).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });

  it('argMax gives the first or the last of equal numbers', () => {
    const x = tf.tensor([1, 3, 3, 0, 0, 2], [1, 6]);
    const at = (of: 'maximum' | 'minimum', last: boolean) =>
      numbers(run({ kind: 'argMax', of, axis: 1, last }, x));
    expect([at('maximum', false), at('maximum', true)]).toEqual([[1], [2]]);
    expect([at('minimum', false), at('minimum', true)]).toEqual([[3], [4]]);
  });

  it('topK is in order, with the first of equal numbers first', () => {
    const x = tf.tensor([1, 3, 2, 3, 0, 5], [1, 6]);
    const top = (output: 'values' | 'indices', smallest: boolean) =>
      numbers(run({ kind: 'topK', output, k: 3, axis: 1, smallest }, x)).map((n) => n + 0);
    expect([top('values', false), top('indices', false)]).toEqual([
      [5, 3, 3],
      [5, 1, 3],
    ]);
    expect([top('values', true), top('indices', true)]).toEqual([
      [0, 1, 2],
      [4, 0, 2],
    ]);
  });

  it('comparisons and truth values', () => {
    const [a, b] = [
      tf.tensor([1, 2, 3, Number.POSITIVE_INFINITY], [1, 4]),
      tf.tensor([2, 2, 2, Number.POSITIVE_INFINITY], [1, 4]),
    ];
    const compare = (
      comparison: 'equal' | 'notEqual' | 'greater' | 'greaterOrEqual' | 'less' | 'lessOrEqual',
    ) => {
      const found = run({ kind: 'comparison', comparison }, a, b);
      expect(found.dtype).toBe('float32');
      return numbers(found);
    };
    expect(compare('equal')).toEqual([0, 1, 0, 1]);
    expect(compare('notEqual')).toEqual([1, 0, 1, 0]);
    expect(compare('greater')).toEqual([0, 0, 1, 0]);
    expect(compare('greaterOrEqual')).toEqual([0, 1, 1, 1]);
    expect(compare('less')).toEqual([1, 0, 0, 0]);
    expect(compare('lessOrEqual')).toEqual([1, 1, 0, 1]);
    const [p, q] = [tf.tensor([0, 0, 1, 1], [1, 4]), tf.tensor([0, 1, 0, 1], [1, 4])];
    const logic = (comparison: 'and' | 'or' | 'xor') =>
      numbers(run({ kind: 'comparison', comparison }, p, q));
    expect([logic('and'), logic('or'), logic('xor')]).toEqual([
      [0, 0, 0, 1],
      [0, 1, 1, 1],
      [0, 1, 1, 0],
    ]);
    expect(numbers(run({ kind: 'comparison', comparison: 'not' }, p))).toEqual([1, 1, 0, 0]);
  });

  it('where keeps numbers that are not taken out of values and derivatives', () => {
    const [no, yes] = [tf.tensor([Number.NEGATIVE_INFINITY], [1, 1]), tf.tensor([1, Number.NaN], [1, 2])];
    const inputs = [tf.tensor([1, 0], [1, 2]), yes, no];
    const output = run({ kind: 'where' }, ...inputs);
    expect(numbers(output)).toEqual([1, Number.NEGATIVE_INFINITY]);
    const shares = tf.tidy(() => vjp({ kind: 'where' }, { inputs, output }, tf.tensor([2, 3], [1, 2])));
    expect(shares.map(numbers)).toEqual([[0, 0], [2, 0], [3]]);
  });
});

it('what is linear, copies or has no derivative', () => {
  const where: Operation = { kind: 'where' };
  expect([isLinear(where), isLinear(where, [true, false, false])]).toEqual([false, true]);
  expect([isRouting(where), isRouting(where, [true, false, false])]).toEqual([false, true]);
  expect([isFlat(where), isFlat(where, [false, true, true])]).toEqual([false, true]);
  expect(isFlat({ kind: 'comparison', comparison: 'less' })).toBe(true);
  expect(isFlat({ kind: 'topK', output: 'indices', k: 1, axis: 1 })).toBe(true);
  expect(isFlat({ kind: 'topK', output: 'values', k: 1, axis: 1 })).toBe(false);
});
