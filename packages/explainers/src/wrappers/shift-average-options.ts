/** Options of {@link shiftAverage}. */
export interface ShiftAverageOptions {
  /**
   * Number of offsets along each axis, from 0 to shifts − 1 pixels. Patterns whose period divides `shifts` disappear:
   * choose the stride of the first convolution to remove its pattern, or the product of all strides to remove the
   * patterns of every layer. Default 2.
   */
  readonly shifts?: number | undefined;
}
