import { add, mul, step, sub, type Tensor } from '@tensorflow/tfjs-core';

/** x + ε · sgn(x) with sgn(0) = +1, so that the result is never zero. Call inside `tf.tidy`. */
export function stabilise(x: Tensor, epsilon: number): Tensor {
  // 1 − 2 · [−x > 0] gives the sign without a comparison; comparisons are slow on wasm.
  const sign = sub(1, mul(2, step(mul(x, -1))));
  return add(x, mul(sign, epsilon));
}
