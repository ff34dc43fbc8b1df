/** Options of the rules of ε-LRP. */
export interface EpsilonOptions {
  /** Stabiliser of the denominators, above 0. Default 1e-4. */
  readonly epsilon?: number | undefined;
}
