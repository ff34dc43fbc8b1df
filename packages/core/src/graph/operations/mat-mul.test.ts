import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, useBackend } from '../../../../../test/backends.js';
import { expectDefinitionOfSeveral, numbers } from '../../../test/against-definition.js';
import { isLinear } from '../linear.js';
import { forward } from '../operation.js';

beforeAll(() => useBackend('cpu'));

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The number of a tensor at an index, where axes of length 1 are broadcast. */
function numberAt(values: readonly number[], shape: readonly number[], index: readonly number[]): number {
  return values[shape.reduce((sum, length, axis) => sum * length + (length === 1 ? 0 : index[axis]!), 0)]!;
}

function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, length) => all.flatMap((index) => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );
}

function product(
  a: readonly number[],
  shapeA: readonly number[],
  b: readonly number[],
  shapeB: readonly number[],
) {
  const leading = shapeA.slice(0, -2).map((length, axis) => Math.max(length, shapeB[axis]!));
  const [m, k] = shapeA.slice(-2) as [number, number];
  return indices([...leading, m, shapeB.at(-1)!]).map((index) => {
    const [i, j] = index.slice(-2) as [number, number];
    const before = index.slice(0, -2);
    return Array.from(
      { length: k },
      (_, l) => numberAt(a, shapeA, [...before, i, l]) * numberAt(b, shapeB, [...before, l, j]),
    ).reduce((sum, term) => sum + term, 0);
  });
}

const swap = (shape: readonly number[]) => [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];

function swappedValues(values: readonly number[], shape: readonly number[]): number[] {
  return indices(swap(shape)).map((index) => numberAt(values, shape, swap(index)));
}

describe('products of two tensors', () => {
  it.each([
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 4],
      [1, 4, 5],
    ],
    [
      [1, 3, 4],
      [2, 4, 5],
    ],
    [
      [2, 3, 2, 4],
      [2, 1, 4, 3],
    ],
    [
      [2, 1, 2, 4],
      [1, 3, 4, 3],
    ],
    [
      [2, 3, 1, 4],
      [2, 3, 4, 1],
    ],
    [
      [1, 1, 4],
      [1, 4, 1],
    ],
  ])('[%s] × [%s], transposed or not', async (shapeA, shapeB) => {
    const [a, b] = [numbers(size(shapeA), 1), numbers(size(shapeB), 2)];
    for (const transposeA of [false, true]) {
      for (const transposeB of [false, true]) {
        const inputs = [
          { shape: transposeA ? swap(shapeA) : shapeA, values: transposeA ? swappedValues(a, shapeA) : a },
          { shape: transposeB ? swap(shapeB) : shapeB, values: transposeB ? swappedValues(b, shapeB) : b },
        ];
        await expectDefinitionOfSeveral(
          { kind: 'matMul', transposeA, transposeB },
          inputs,
          (left = [], right = []) =>
            product(
              transposeA ? swappedValues(left, swap(shapeA)) : left,
              shapeA,
              transposeB ? swappedValues(right, swap(shapeB)) : right,
              shapeB,
            ),
        );
      }
    }
  });

  it('the same matrix on the right in two shapes', async () => {
    for (const backend of BACKENDS) {
      await useBackend(backend);
      const b = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3]);
      const reshaped = tf.reshape(b, [1, 3, 2]);
      const first = forward({ kind: 'matMul' }, [tf.tensor3d([1, 10], [1, 1, 2]), b]);
      const second = forward({ kind: 'matMul' }, [tf.tensor3d([1, 10, 100], [1, 1, 3]), reshaped]);
      expect([[...first.dataSync()], [...second.dataSync()]]).toEqual([
        [41, 52, 63],
        [531, 642],
      ]);
    }
  });

  it('are linear if one of them is a constant', () => {
    expect(isLinear({ kind: 'matMul' })).toBe(false);
    expect(isLinear({ kind: 'matMul' }, [true, false])).toBe(true);
  });
});
