import { abs, greater, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';

/** The largest number of float32. */
const LARGEST = 3.4028234663852886e38;

/** 0 instead of infinite numbers: where a derivative is infinite, such as that of a square root at 0, it counts as 0. NaN stays NaN. */
export function finite(x: Tensor): Tensor {
  return where(greater(abs(x), LARGEST), zerosLike(x), x);
}
