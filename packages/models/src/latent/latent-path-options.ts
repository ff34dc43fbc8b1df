/** Options of {@link latentPath}. */
export interface LatentPathOptions {
  /**
   * The origin of α. `'latent'` (default): from each latent, in units of the concept vector. `'boundary'`: from the
   * hyperplane v · z + intercept = 0, in units of the latent.
   */
  readonly from?: 'latent' | 'boundary' | undefined;
  /**
   * Intercept of the hyperplane, only with `'boundary'`: that of a linear classifier, such as
   * `logisticDirection(…).intercept` of `@csm/core`. Default 0.
   */
  readonly intercept?: number | undefined;
}
