import type { Constant, Numbers } from '../../../model/onnx-model.js';
import { eachOffset } from '../../strided.js';
import type { Folding } from '../folding.js';
import { zeros } from './numbers-of-type.js';

/**
 * The numbers of a constant in another arrangement: element `i` of the result along an axis is `i` strides further. A stride of 0 repeats,
 * a negative one reverses.
 */
export function strided(
  at: Folding,
  { type, data }: Constant,
  shape: readonly number[],
  strides: readonly number[],
  offset = 0,
): Constant {
  const result = zeros(at, type, shape);
  eachOffset(shape, strides, offset, (from, to) => {
    result[to] = data[from] ?? 0;
  });
  return { type, shape, data: result };
}

/** Views a constant's numbers in another shape of the same size. */
export function reshaped({ type, data }: Constant, shape: readonly number[]): Constant {
  return { type, shape, data };
}

/** Copies numbers of one constant to flat places of an array. */
export function copyInto(target: Numbers, { data }: Constant, place: (i: number) => number): void {
  for (let i = 0; i < data.length; i++) target[place(i)] = data[i] ?? 0;
}
