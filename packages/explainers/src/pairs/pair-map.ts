import type { NdArray } from 'ndarray';

/** How the similarity of two inputs depends on pairs of their features: plain data on the host. */
export interface PairMap {
  /** A, `[features of the first input, features of the second]`. */
  readonly map: NdArray<Float64Array>;
  /** For each number of the first input, the row of `map` that its feature has; `[...inputShape]`. */
  readonly firstFeatures: NdArray<Int32Array>;
  /** For each number of the second input, the column of `map` that its feature has; `[...inputShape]`. */
  readonly secondFeatures: NdArray<Int32Array>;
  /** f(a) · f(b), or the cosine. */
  readonly similarity: number;
  /** What the map adds up to: f(a) · f(b) − f(a₀) · f(b) − f(a) · f(b₀) + f(a₀) · f(b₀). */
  readonly difference: number;
  /** The error of the map's sum, Σ A − `difference`. */
  readonly completenessGap: number;
  /**
   * How much of the change of the latent from a₀ to a (or from b₀ to b, if that is more) the quadrature missed before the correction: the
   * length of the missing part as a share of the length of the change. Small means that `steps` are enough.
   */
  readonly quadratureGap: number;
}
