import { less, max, mul, softmax, sub, sum, type Tensor, where, zerosLike } from '@tensorflow/tfjs-core';

/** The lowest number of float32 that is not −∞. */
const LOWEST = -3.4028234663852886e38;

/**
 * The vector–Jacobian products of softmax and log-softmax over the last axis. −∞ masks a number: its softmax and its derivative are 0. In
 * rows of −∞ alone, whose softmax is NaN, all derivatives are 0; the rows are replaced before anything is computed, so that no NaN arises.
 */
export function softmaxVjp(name: 'softmax' | 'logSoftmax', x: Tensor, cotangent: Tensor): Tensor {
  const isMasked = less(max(x, -1, true), LOWEST);
  const zeros = zerosLike(x);
  const y = softmax(where(isMasked, zeros, x));
  const leaving =
    name === 'logSoftmax'
      ? sub(cotangent, mul(y, sum(cotangent, -1, true)))
      : mul(y, sub(cotangent, sum(mul(cotangent, y), -1, true)));
  return where(isMasked, zeros, leaving);
}
