/** Options of {@link shiftAverage}. */
export interface ShiftAverageOptions {
  /**
   * Offsets along each axis: 0 to shifts − 1 pixels. Patterns whose period divides it disappear: with the stride of the first
   * convolution, the patterns that it makes; with the product of all strides, those of every layer. Default 2.
   */
  readonly shifts?: number | undefined;
}
