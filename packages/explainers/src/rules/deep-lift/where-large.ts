import { abs, add, mul, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/**
 * Returns, elementwise, `quotient(difference)` if |difference| > threshold, else `otherwise`.
 * @param quotient called with the difference if it is large, otherwise with the difference plus 1, so that no division gives NaN.
 */
export function whereLarge(
  difference: Tensor,
  threshold: number,
  quotient: (denominator: Tensor) => Tensor,
  otherwise: Tensor,
): Tensor {
  const large = step(sub(abs(difference), threshold));
  const denominator = add(difference, sub(1, large));
  return add(mul(large, quotient(denominator)), mul(sub(1, large), otherwise));
}
