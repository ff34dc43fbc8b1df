import { add, mul, sum, type Tensor } from '@tensorflow/tfjs-core';

/** Added to means, so that their logarithm is finite; scvi-tools uses the same. */
const EPSILON = 1e-8;

/**
 * The mean counts μ = total × fraction + 1e-8.
 *
 * @param counts `[n, genes]`; the total of a cell is the sum of its counts over the model's genes.
 * @param fractions `[n, genes]` or `[1, genes]`.
 */
export function meanCounts(counts: Tensor, fractions: Tensor): Tensor {
  return add(mul(sum(counts, -1, true), fractions), EPSILON);
}
