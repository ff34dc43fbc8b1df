import { cast, greaterEqual, slice, type Tensor2D, tidy, topk } from '@tensorflow/tfjs-core';

/** 1 where a number is among the `active` largest of its row, otherwise 0. Numbers that equal the last of them count too. */
export function largestOnly(values: Tensor2D, active: number): Tensor2D {
  return tidy(() => {
    const { values: sorted } = topk(values, active, true);
    const least = slice(sorted, [0, active - 1], [-1, 1]);
    return cast(greaterEqual(values, least), 'float32') as Tensor2D;
  });
}
