import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-layers';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../test/backends.js';
import { centralDifferences, distinctIntegers } from '../../test/central-differences.js';
import { tapeVjp } from './tape.js';

type F = (x: tf.Tensor) => tf.Tensor;
const column = (x: tf.Tensor) => tf.slice(x, [0, 1], [-1, 1]);
const ints = (values: number[] | number[][]) => tf.tensor(values, undefined, 'int32');

/** Compares the tape's vector–Jacobian product with differences, which are exact for these functions. */
function expectExact(f: F, shape: number[], seed = 1, h = 0.25) {
  const x = distinctIntegers(shape, seed);
  const cotangent = tf.tidy(() => distinctIntegers(f(x).shape, seed + 1));
  const own = Array.from(cotangent.dataSync());
  const [found] = tf.tidy(() =>
    tapeVjp(([input]) => f(input!), [x], cotangent).map((g) => Array.from(g.dataSync())),
  );
  expect(Array.from(cotangent.dataSync())).toEqual(own);
  expect(found).toEqual(centralDifferences(f, x, cotangent, h).map((value) => expect.closeTo(value, 3)));
}

/** Functions that are linear or quadratic in every input number, near inputs that differ by at least 1. */
const EXACT: Record<string, [shape: number[], F]> = {
  depthToSpace: [[2, 2, 3, 8], (x) => tf.depthToSpace(x as tf.Tensor4D, 2, 'NHWC')],
  'depthToSpace, block 3': [[1, 2, 1, 9], (x) => tf.depthToSpace(x as tf.Tensor4D, 3, 'NHWC')],
  flipLeftRight: [[1, 2, 3, 2], (x) => tf.image.flipLeftRight(x as tf.Tensor4D)],
  gatherND: [
    [3, 2, 2],
    (x) =>
      tf.gatherND(
        x,
        ints([
          [0, 1],
          [2, 0],
          [0, 1],
        ]),
      ),
  ],
  scatterND: [[3, 2], (x) => tf.scatterND(ints([[4], [1], [4]]), x, [5, 2])],
  sparseToDense: [[3], (x) => tf.sparseToDense(ints([0, 3, 2]), x, [5])],
  'sparseToDense of pairs': [
    [2],
    (x) =>
      tf.sparseToDense(
        ints([
          [0, 1],
          [1, 0],
        ]),
        x,
        [2, 2],
      ),
  ],
  'sparseToDense of one number': [[1], (x) => tf.sparseToDense(ints([0, 3]), tf.reshape(x, []), [5])],
  tensorScatterUpdate: [[5], (x) => tf.tensorScatterUpdate(x, ints([[1], [3]]), tf.tensor([7, 8]))],
  'tensorScatterUpdate, its updates': [[2], (x) => tf.tensorScatterUpdate(tf.ones([5]), ints([[1], [3]]), x)],
  'tensorScatterUpdate, and the values before it': [
    [5],
    (x) => tf.add(tf.square(x), tf.tensorScatterUpdate(tf.mul(x, 2), ints([[1]]), tf.slice(x, 0, 1))),
  ],
  topk: [[3, 5], (x) => tf.topk(x, 2).values],
  cumprod: [[2, 4], (x) => tf.cumprod(x, 1)],
  'cumprod along the first axis': [[3, 2], (x) => tf.cumprod(x, 0)],
  'cumprod, exclusive, reversed': [[2, 4], (x) => tf.cumprod(x, 1, true, true)],
  'where, by a comparison': [[2, 4], (x) => tf.where(tf.greater(x, 0.5), tf.mul(x, 3), tf.square(x))],
  'where, by rows': [[2, 3], (x) => tf.where(tf.tensor([1, 0], [2, 1], 'bool'), x, tf.neg(x))],
  'where isNaN': [[2, 4], (x) => tf.where(tf.isNaN(x), tf.zerosLike(x), tf.square(x))],
  'a mask by comparison': [[2, 4], (x) => tf.mul(x, tf.cast(tf.notEqual(x, 0.5), 'float32'))],
  'a mask by argMax': [
    [2, 4],
    (x) => tf.mul(x, tf.cast(tf.oneHot(tf.cast(tf.argMax(x, 1), 'int32'), 4), 'float32')),
  ],
  'a mask by topk': [
    [2, 4],
    (x) => tf.mul(x, tf.cast(tf.equal(tf.slice(tf.topk(x, 1).indices, [0, 0], [1, 1]), 2), 'float32')),
  ],
  'rounded to whole numbers': [[5], (x) => tf.add(tf.cast(tf.cast(tf.div(x, 8), 'int32'), 'float32'), x)],
  'rounding of another term': [[5], (x) => tf.add(tf.mul(x, 2), tf.floor(tf.add(tf.div(x, 8), 0.06)))],
};

/** The same for gradients that tfjs has: one that is wrong would have to be corrected. */
const OF_TFJS: Record<string, [shape: number[], F]> = {
  pad: [
    [2, 3],
    (x) =>
      tf.pad(x, [
        [1, 0],
        [2, 1],
      ]),
  ],
  mirrorPad: [
    [3, 3],
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [2, 0],
        ],
        'reflect',
      ),
  ],
  gather: [[4, 3], (x) => tf.gather(x, ints([2, 0, 2]))],
  'gather along the second axis': [[2, 4, 2], (x) => tf.gather(x, ints([3, 0, 3]), 1)],
  'gather along the last axis': [[2, 4], (x) => tf.gather(x, ints([3, 0, 3]), -1)],
  'gather by a matrix': [
    [4, 3],
    (x) =>
      tf.gather(
        x,
        ints([
          [2, 0],
          [1, 2],
        ]),
      ),
  ],
  'gather in each sample': [
    [2, 4, 3],
    (x) =>
      tf.gather(
        x,
        ints([
          [2, 0],
          [1, 2],
        ]),
        1,
        1,
      ),
  ],
  tile: [[2, 3], (x) => tf.tile(x, [2, 3])],
  broadcastTo: [[1, 3], (x) => tf.broadcastTo(x, [4, 3])],
  'broadcastTo a higher rank': [[3], (x) => tf.broadcastTo(x, [2, 4, 3])],
  cumsum: [[2, 4], (x) => tf.cumsum(x, 1)],
  'cumsum, exclusive': [[2, 4], (x) => tf.cumsum(x, 1, true)],
  'cumsum, reversed': [[4, 2], (x) => tf.cumsum(x, 0, false, true)],
  reverse: [[2, 3, 4], (x) => tf.reverse(x, [1, 2])],
  spaceToBatchND: [
    [1, 4, 4, 1],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 0],
          [0, 0],
        ],
      ),
  ],
  'spaceToBatchND, padded': [
    [1, 3, 4, 1],
    (x) =>
      tf.spaceToBatchND(
        x,
        [2, 2],
        [
          [0, 1],
          [1, 1],
        ],
      ),
  ],
  batchToSpaceND: [
    [4, 2, 2, 1],
    (x) =>
      tf.batchToSpaceND(
        x,
        [2, 2],
        [
          [0, 1],
          [1, 0],
        ],
      ),
  ],
  unstack: [[2, 3], (x) => tf.unstack(x, 1)[2]!],
  stack: [[2, 3], (x) => tf.stack([x, tf.mul(x, 2)], 1)],
  split: [[2, 6], (x) => tf.concat(tf.split(x, [1, 2, 3], 1).reverse(), 1)],
  slice: [[3, 4], (x) => tf.slice(x, [1, 1], [2, 2])],
  transpose: [[2, 3, 2], (x) => tf.transpose(x, [2, 0, 1])],
  prod: [[2, 3], (x) => tf.prod(x, 1)],
  max: [[2, 5], (x) => tf.max(x, 1)],
  min: [[2, 5], (x) => tf.min(x, 0)],
  maximum: [[2, 5], (x) => tf.maximum(x, 0.5)],
  minimum: [[2, 5], (x) => tf.minimum(0.5, x)],
  squaredDifference: [[2, 3], (x) => tf.squaredDifference(x, tf.tensor([1, 2, 3]))],
  'maximum of a column and a matrix': [[2, 4], (x) => tf.maximum(column(x), x)],
  'maximum of a matrix and a column': [[2, 4], (x) => tf.maximum(x, tf.relu(column(x)))],
  'minimum of a column and a matrix': [[2, 4], (x) => tf.minimum(column(x), x)],
  'minimum of a number and a matrix': [[2, 4], (x) => tf.minimum(tf.sum(tf.mul(0.1, x)), x)],
  'squaredDifference of means': [[2, 4], (x) => tf.squaredDifference(tf.mean(x, 1, true), x)],
  'squaredDifference of a vector and a matrix': [[2, 4], (x) => tf.squaredDifference(x, tf.mean(x, 0))],
  mean: [[2, 4], (x) => tf.mean(x, 1)],
  addN: [[2, 3], (x) => tf.addN([x, x, tf.square(x)])],
  abs: [[2, 3], (x) => tf.abs(tf.add(x, 0.5))],
  clipByValue: [[2, 5], (x) => tf.clipByValue(x, -1.5, 2.5)],
  matMul: [[3, 4], (x) => tf.matMul(x, x, false, true)],
  'matMul of batches': [[2, 3, 2], (x) => tf.matMul(x, tf.ones([2, 2, 3]))],
  dot: [[4], (x) => tf.dot(x, tf.tensor([1, 2, 3, 4]))],
  unsortedSegmentSum: [[4, 2], (x) => tf.unsortedSegmentSum(x, tf.tensor1d([0, 2, 0, 1], 'int32'), 3)],
};

describe.each(BACKENDS)('derivatives, on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  const runs = ([shape, f]: [number[], F]) => {
    try {
      return tf.tidy(() => f(distinctIntegers(shape, 1)).size >= 0);
    } catch {
      return false;
    }
  };
  const table = Object.entries({ ...EXACT, ...OF_TFJS });

  it.each(table)('%s: its differences', (_, [shape, f]) => {
    // Some kernels do not exist in tfjs-wasm; what cannot run has no derivative.
    if (backend === 'wasm' && !runs([shape, f])) return;
    for (const seed of [1, 2, 3]) expectExact(f, shape, seed);
  });

  it('slices with strides, of any shape and with any masks', () => {
    const mask = fc.integer({ min: 0, max: 7 });
    const index = fc.integer({ min: -5, max: 5 });
    const triple = <T>(each: fc.Arbitrary<T>) => fc.array(each, { minLength: 1, maxLength: 3 });
    const drawn = fc.record({
      shape: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 4 }),
      entries: triple(fc.tuple(index, index, fc.constantFrom(-2, -1, 1, 1, 2, 3))),
      begin: mask,
      end: mask,
      ellipsis: fc.constantFrom(0, 0, 1, 2, 4),
      newAxis: fc.constantFrom(0, 0, 1, 2, 4),
      shrink: mask,
    });
    let slices = 0;
    fc.assert(
      fc.property(drawn, ({ shape, entries, begin, end, ellipsis, newAxis, shrink }) => {
        const column = (i: 0 | 1 | 2) => entries.map((entry) => entry[i]);
        const f: F = (x) =>
          tf.stridedSlice(x, column(0), column(1), column(2), begin, end, ellipsis, newAxis, shrink);
        // Invalid combinations are errors of tfjs' own.
        if (!runs([shape, f])) return;
        try {
          expectExact(f, shape);
          slices += 1;
        } catch (error) {
          if (!(error as Error).message.includes('tfjs takes the wrong values')) throw error;
        }
      }),
      { numRuns: 200 },
    );
    expect(slices).toBeGreaterThan(20);
  });

  it.each([
    'ab,bc->ac',
    'abc,cd->abd',
    'abc,acd->abd',
    'abc,abc->ac',
    'ab,cd->abcd',
    'ab,ab->',
    'abcd,aecd->acbe',
    'ab->ba',
    'ab->a',
    'abc->c',
  ])('einsum %s', (equation) => {
    const lengths: Record<string, number> = { a: 2, b: 3, c: 2, d: 4, e: 3 };
    const shapes = equation
      .split('->')[0]!
      .split(',')
      .map((own) => [...own].map((label) => lengths[label]!));
    shapes.forEach((shape, i) => {
      const f: F = (x) =>
        tf.einsum(equation, ...shapes.map((other, k) => (i === k ? x : distinctIntegers(other, 7))));
      if (backend === 'wasm' && !runs([shape, f])) return;
      expectExact(f, shape);
    });
  });
});

it('refuses an Einstein summation that tfjs computes wrongly', async () => {
  await useBackend('cpu');
  const [a, b] = [tf.ones([2, 3]), tf.ones([3, 4])];
  // The sum over c is 12 at each b; tfjs returns another shape.
  expect(tf.einsum('ab,bc->b', a, b).size).not.toBe(3);
  expect(() => tf.tidy(() => tapeVjp(([x]) => tf.einsum('ab,bc->b', x!, b), [a], tf.ones([6])))).toThrow(
    /tfjs computes the Einstein summation "ab,bc->b" wrongly; sum the tensor/,
  );
});

it('keeps the outputs of a kernel in their order, although the function removes one from the list', async () => {
  await useBackend('cpu');
  const x = tf.tensor2d([1, 2, 3], [1, 3]);
  const last = (input: tf.Tensor) => {
    const parts = tf.split(input, 3, 1);
    return tf.mul(parts.pop()!, parts.shift()!);
  };
  const [gradient] = tf.tidy(() => tapeVjp(([input]) => last(input!), [x], tf.ones([1, 1])));
  expect(Array.from(gradient!.dataSync())).toEqual([3, 0, 1]);
});
