/** Latents of examples with ±1 labels. */
export interface LabelledExamples {
  /** The latents, all of one size. */
  readonly latents: readonly Float32Array[];
  /** y of each example. */
  readonly signs: readonly (1 | -1)[];
  /**
   * Subtracted from each latent, which changes only b. Near the mean, so that sums of products do not lose the differences
   * between latents far from 0.
   */
  readonly offset: Float32Array;
}

/** The summands of the objective's derivatives by the scores fᵢ = v · zᵢ + b. */
export interface Derivatives {
  readonly slopes: Float64Array;
  /** Not negative. */
  readonly curvatures: Float64Array;
}

/** A way to write v and b as a list of parameters, in which Newton's method runs. Starts at zeros. */
export interface Form {
  /** The number of parameters; b is the last. */
  readonly size: number;
  /** fᵢ = v · zᵢ + b of each example, and ½‖v‖². */
  evaluate(parameters: Float64Array): { readonly scores: Float64Array; readonly penalty: number };
  /** The parameters that minimise ½‖v‖² plus the second-order expansion of the losses. */
  newtonPoint(
    parameters: Float64Array,
    derivatives: Derivatives,
    pause: () => Promise<void>,
  ): Promise<Float64Array>;
  /** v. */
  vector(parameters: Float64Array, pause: () => Promise<void>): Promise<Float64Array>;
}

/** The second derivative by b is at least this, so that Newton's equations can be solved even if all curvatures are 0. */
export const LEAST_CURVATURE = 1e-10;
