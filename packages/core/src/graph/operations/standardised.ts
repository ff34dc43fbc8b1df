import { add, mean, moments, mul, rsqrt, sub, type Tensor } from '@tensorflow/tfjs-core';

/** A tensor with mean 0 and variance 1 over some axes: x̂ = (x − μ) / √(σ² + ε), and what its derivative needs. */
export interface Standardised {
  /** x̂ */
  readonly standard: Tensor;
  /** 1 / √(σ² + ε) */
  readonly inverse: Tensor;
}

export function standardised(x: Tensor, axes: readonly number[], epsilon: number): Standardised {
  const { mean: centre, variance } = moments(x, [...axes], true);
  const inverse = rsqrt(add(variance, epsilon));
  return { standard: mul(sub(x, centre), inverse), inverse };
}

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
