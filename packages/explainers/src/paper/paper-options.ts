import type { Explainer } from '@csm/core/extend';
import type { Baseline } from '../baselines/baseline.js';
import type { NoOptions } from '../checks/no-options.js';

/** Options of `paperMethods.intgrad`. */
export interface PaperIntgradOptions {
  /** Points of the right Riemann sum. Default 50. */
  readonly steps?: number | undefined;
  /** Subtracted from the input that multiplies the gradients; the path starts at 0 nevertheless. Default 0. */
  readonly baseline?: Baseline | undefined;
}

/** Options of `paperMethods.smoothgrad`. */
export interface PaperSmoothgradOptions {
  /** Standard deviation of the noise, as a share of max − min of all inputs (`noise_level` there). Default 0.1. */
  readonly noiseLevel?: number | undefined;
  /** Number of noisy copies of each input. Default 50. */
  readonly steps?: number | undefined;
  /** Seed of the noise, which has no seed in the attribution code. Default 0. */
  readonly seed?: number | undefined;
}

/** Options of `paperMethods.elrp`. */
export interface PaperElrpOptions {
  /** Added to the inputs of activations, with their sign. Default 1e-4. */
  readonly epsilon?: number | undefined;
}

/** Options of `paperMethods.deeplift`. */
export interface PaperDeepliftOptions {
  /** The input from which differences are measured. Default 0. */
  readonly baseline?: Baseline | undefined;
}

/** Options of `paperMethods.occlusion`. */
export interface PaperOcclusionOptions {
  /** Size of the window along each axis of an input, channels included (`window_shape` there). Default 1 along every axis. */
  readonly windowShape?: readonly number[] | undefined;
  /** Stride along each axis, or one for all axes. Default 1. */
  readonly step?: number | readonly number[] | undefined;
}

/** Options of `paperMethods.rectgrad`, `rectgradprr` and `rectgradmod`. */
export interface PaperRectgradOptions {
  /** The percentile of a · g that is the threshold, from 0 to 100. Default 95 for `rectgrad`, 98 for the others. */
  readonly percentile?: number | undefined;
}

/** Options of `paperMethods.rectgradconst`. */
export interface PaperRectgradconstOptions {
  /** The threshold of a · g. Default 0. */
  readonly tau?: number | undefined;
}

/** The methods of the attribution code, under their original names: functions of their options that return an explainer. */
export interface PaperMethods {
  /** The gradient, signed; the same as `gradient()`. */
  readonly saliency: (options?: NoOptions) => Explainer;
  /** Input times gradient; the same as `inputXGradient()`. */
  readonly 'grad*input': (options?: NoOptions) => Explainer;
  /**
   * Integrated gradients by a right Riemann sum of 50 steps. The path starts at 0 for any baseline, which is only subtracted from the
   * input; with a baseline other than 0, maps do not sum to a difference of scores.
   */
  readonly intgrad: (options?: PaperIntgradOptions) => Explainer;
  /**
   * SmoothGrad of the gradient, 50 draws. All inputs that are passed to `explain` have one noise level, for any batch size: a share of their
   * max − min (one for each input of a model with several). The map of an input therefore depends on the other inputs.
   */
  readonly smoothgrad: (options?: PaperSmoothgradOptions) => Explainer;
  /** ε-LRP in gradient form: x times a gradient in which the derivative of each activation is y / (z + ε sgn z), sgn 0 = 1. */
  readonly elrp: (options?: PaperElrpOptions) => Explainer;
  /**
   * DeepLIFT, rescale rule: if the difference at an activation is at most 1e-5, the derivative at the midpoint; at max pooling, the
   * gradient. Maps may therefore be incomplete.
   */
  readonly deeplift: (options?: PaperDeepliftOptions) => Explainer;
  /**
   * Occlusion by 0 with windows that lie inside the input, by default one per value of the input, each with a forward pass (49,152 for
   * 128 × 128 × 3). The map is the sum of the drops over the windows that cover a feature, divided by their number and by the number of
   * features of a window. Features that no window covers are 0 here, and NaN in the attribution code.
   */
  readonly occlusion: (options?: PaperOcclusionOptions) => Explainer;
  /** Guided backprop: g ↦ relu(g) where the activation's input is above 0. The paper's figures use it. */
  readonly guidedbp: (options?: NoOptions) => Explainer;
  /** Deconvnet: g ↦ relu(g). */
  readonly deconv: (options?: NoOptions) => Explainer;
  /**
   * Rectified gradient with the border mask, in which units that were not active pass if the threshold is negative. The default is
   * percentile 95, as in the notebooks; the attribution code's own default is 98.
   */
  readonly rectgrad: (options?: PaperRectgradOptions) => Explainer;
  /** `rectgrad` at percentile 98, with proportional redistribution at max pooling. */
  readonly rectgradprr: (options?: PaperRectgradOptions) => Explainer;
  /**
   * `rectgrad` at percentile 98 on |a · g|, except at activations whose name, such as `Logits/relu`, contains "Logits": there on
   * a · g. The name is that of the layer, or of the node of a GraphModel; the names of enclosing models do not count.
   */
  readonly rectgradmod: (options?: PaperRectgradOptions) => Explainer;
  /** `rectgrad` with a constant threshold, 0 by default. */
  readonly rectgradconst: (options?: PaperRectgradconstOptions) => Explainer;
}

/** A name of the attribution code. */
export type PaperMethod = keyof PaperMethods;
