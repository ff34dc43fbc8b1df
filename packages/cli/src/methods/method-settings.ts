/** What the command line says about methods. A setting applies to the methods that have it. */
export interface MethodSettings {
  /** Steps of integrated gradients. */
  readonly steps?: number | undefined;
  /** Percentile of rectified gradient. */
  readonly percentile?: number | undefined;
  /** Draws of SmoothGrad, GradientSHAP, KernelSHAP and posterior averages, masks of RISE and HSIC, pairs of masks of Sobol. */
  readonly samples?: number | undefined;
  /** Window of occlusion, or the features that are replaced as a whole: one length for all axes, or one per axis. */
  readonly window?: readonly number[] | undefined;
  /** What stands for the absence of features: `mean`, `zero`, `blur`, or the name of an input. Default `mean`. */
  readonly baseline?: string | undefined;
  /** Seed of everything that is drawn. Default 0. */
  readonly seed?: number | undefined;
}
