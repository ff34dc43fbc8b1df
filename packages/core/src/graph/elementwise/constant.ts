import type { Tensor } from '@tensorflow/tfjs-core';

/** Numbers that do not depend on the inputs, and broadcast to the shape of the values. */
export interface Constant {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** The numbers of a tensor, without repetitions: one number if all are equal, and one sample if all samples are equal. */
export function constantOf(tensor: Tensor, rank: number): Constant {
  const values = tensor.dataSync();
  const [first = 0] = values;
  if (values.every((value) => Object.is(value, first))) return { shape: [], values: [first] };
  const [batch = 1, ...shape] = tensor.shape;
  const size = values.length / batch;
  if (tensor.rank < rank || batch === 1) return { shape: tensor.shape, values };
  const repeats = values.every((value, i) => Object.is(value, values[i % size]));
  return repeats
    ? { shape: [1, ...shape], values: values.subarray(0, size) }
    : { shape: tensor.shape, values };
}
