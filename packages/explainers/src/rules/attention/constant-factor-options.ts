/** Options of {@link constantFactor}. */
export interface ConstantFactorOptions {
  /** Position of the factor that counts as a constant, among the inputs of the product. */
  readonly factor: number;
}
