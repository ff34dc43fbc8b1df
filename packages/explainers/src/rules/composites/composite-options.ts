/** Options of the presets of rules. */
export interface CompositeOptions {
  /** The stabiliser of the ε-rule, above 0. Default 1e-6. */
  readonly epsilon?: number | undefined;
}
