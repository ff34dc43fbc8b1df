import { add, mean, mul, rsqrt, square, sub, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor with mean 0 and variance 1 over some axes: x̂ = (x − μ) / √(σ² + ε), and what its derivative needs. */
export interface Standardised {
  /** x̂ */
  readonly standard: Tensor;
  /** 1 / √(σ² + ε) */
  readonly inverse: Tensor;
}

export function standardised(x: Tensor, axes: readonly number[], epsilon: number): Standardised {
  // The second pass takes away the rounding of the first mean, which matters where x is almost constant.
  const centred = withoutMean(withoutMean(x, axes), axes);
  const inverse = rsqrt(add(mean(square(centred), [...axes], true), epsilon));
  return { standard: mul(centred, inverse), inverse };
}

const withoutMean = (x: Tensor, axes: readonly number[]): Tensor => sub(x, mean(x, [...axes], true));

/** The cotangent of x for the cotangent g of x̂: (g − mean(g) − x̂ mean(g x̂)) / √(σ² + ε). */
export function standardisedVjp(
  { standard, inverse }: Standardised,
  axes: readonly number[],
  g: Tensor,
): Tensor {
  const shift = mean(g, [...axes], true);
  const stretch = mul(standard, mean(mul(g, standard), [...axes], true));
  return mul(sub(sub(g, shift), stretch), inverse);
}
