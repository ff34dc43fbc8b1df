/** Options of {@link occlusion}. */
export interface OcclusionOptions {
  /**
   * Size of the window along each axis of an input, in the input's order, such as `[8, 8, 3]`. For pictures, `[height, width]`
   * covers all channels; the encoder's `layout` tells which axis they are.
   */
  readonly window: readonly number[];
  /** Strides of the window along the same axes, at most its size. Default: its size, so that windows do not overlap. */
  readonly strides?: readonly number[] | undefined;
  /** The value that replaces the features under the window. Default 0. */
  readonly value?: number | undefined;
  /**
   * The reference implementation's variant: it uses only windows that fit, and divides the map by the window's number
   * of features; features that no window covers are 0. Default false: the last window of an axis is cut off at the
   * edge.
   */
  readonly referenceWindows?: boolean | undefined;
}
