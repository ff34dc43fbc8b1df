/** Options of {@link loadKerasWeights}. */
export interface LoadKerasWeightsOptions {
  /**
   * The part of the file to load, if it also holds other models: the name or path of a nested model, such as `'encoder'` or
   * `'layers/functional'`. Default: the whole file or, if it has more layers than the model, its only part that fits.
   */
  readonly prefix?: string | undefined;
  /**
   * Layers of the model (name or path) and the layers of the file whose weights they get: `{ z_mean: 'dense_2', z_log_var:
   * 'dense_3' }`. Needed for layers of equal shapes that neither names nor the structure tell apart. Default: none.
   */
  readonly names?: Readonly<Record<string, string>> | undefined;
}
