import type { Constant } from '../../../model/onnx-model.js';
import { rowMajorStrides } from '../../strided.js';
import type { Folding } from '../folding.js';
import { strided } from './strided.js';

/** The shape to which shapes broadcast (as in NumPy). */
export function broadcastShape(at: Folding, shapes: readonly (readonly number[])[]): number[] {
  const rank = shapes.reduce((most, { length }) => Math.max(most, length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === length) continue;
      if (length !== 1) {
        throw at.refuse(
          `expected shapes that broadcast to each other; got ${shapes.map((each) => `[${each.join(', ')}]`).join(' and ')}.`,
        );
      }
      length = own;
    }
    return length;
  });
}

/** A constant repeated along axes of length 1, to a shape to which it broadcasts. */
export function broadcastTo(at: Folding, constant: Constant, shape: readonly number[]): Constant {
  const { shape: own } = constant;
  if (own.length === shape.length && own.every((length, axis) => length === shape[axis])) return constant;
  const before = shape.length - own.length;
  const steps = rowMajorStrides(own);
  const strides = shape.map((_, axis) => (own[axis - before] === 1 ? 0 : (steps[axis - before] ?? 0)));
  return strided(at, constant, shape, strides);
}

/** The number of a constant at each flat index of a shape to which it broadcasts. A single number is not repeated in memory. */
export function broadcastNumbers(
  at: Folding,
  constant: Constant,
  shape: readonly number[],
): (i: number) => number {
  if (constant.data.length === 1) {
    const [only = 0] = constant.data;
    return () => only;
  }
  const { data } = broadcastTo(at, constant, shape);
  return (i) => data[i] ?? 0;
}
