import { axesOf, axisOf } from '../../axes.js';
import { transposed } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';

/** Transpose: ONNX's axes in another order; adds no node. */
export const transpose: OperatorReader = (at) => {
  const value = at.value(0);
  const rank = value.shape.length;
  const permutation = at.numbers('perm') ?? value.shape.map((_, axis) => rank - 1 - axis);
  if (axesOf(at, permutation, rank).length !== rank) {
    throw at.refuse(`expected an order of all ${rank} axes; got ${permutation.join(', ')}.`);
  }
  return transposed(
    value,
    permutation.map((axis) => axisOf(at, axis, rank)),
  );
};
