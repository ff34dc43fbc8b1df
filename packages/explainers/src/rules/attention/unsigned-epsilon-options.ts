/** Options of rules that add ε to a denominator without its sign. */
export interface UnsignedEpsilonOptions {
  /** Added to the denominators, above 0. Default: LXT's, 1e-8 for products and 1e-6 for everything else. */
  readonly epsilon?: number | undefined;
}
