/** How a coarse map is upsampled to the input's size. */
export type Interpolation = 'bilinear' | 'nearest';

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /**
   * Name of the layer, one of `layerNames(encoder)`: its outputs must be pictures (or signals, or volumes) with as many spatial axes as
   * the input. Default: the last convolution, before its activation; pass the activation's name for its output.
   */
  readonly layer?: string | undefined;
  /**
   * Whether negative values are set to 0 before the map is upsampled, as in the paper: the map shows only what raises the score. If false,
   * the map keeps its signs and is linear in the concept vector. Default true.
   */
  readonly clamp?: boolean | undefined;
  /**
   * How the map is upsampled: `bilinear` (default; linear along each axis, with half-pixel centres, constant beyond the outermost centres), or
   * `nearest`.
   */
  readonly interpolation?: Interpolation | undefined;
}
