import type { Tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { BackwardRules } from '../graph/rules.js';

/** A point of the path from the baseline b to the input x: b + at · (x − b). */
export interface PathPoint {
  /** From 0, the baseline, to 1, the input. */
  readonly at: number;
  /** The factor of the gradient at this point. */
  readonly weight: number;
}

/**
 * What a method computes, as data: one backward pass per score, or one per score and point of a path, and a product. From it,
 * `exportExplanation` of `@csm/onnx` writes a file that computes the method without this library.
 *
 * - Without `points` and `paired`: G is the backward pass of the score at the input, with the `rules`.
 * - With `points`: G = Σ weight · (the backward pass at that point of the path from the baseline to the input).
 * - `paired`: inputs and baselines run as one batch, first the inputs, then the baselines, each with the cotangent of its own
 *   latent, as the rules of DeepLIFT require; G is the half that belongs to the inputs.
 *
 * The map is G, multiplied as `times` says, and averaged over the baselines.
 */
export interface ExplanationPlan {
  /** The rules of the backward passes. Default: the ordinary derivative. */
  readonly rules?: BackwardRules | undefined;
  /** The points of a path integral. Default: no path; the pass is at the input. */
  readonly points?: readonly PathPoint[] | undefined;
  /**
   * The baselines, each a number for all features or an input of shape `[...inputShape]` or `[1, ...inputShape]`. With several, the
   * maps are averaged. They must not depend on the input or the concept. Default: 0.
   */
  readonly baselines?: readonly (number | NdArray | Tensor)[] | undefined;
  /** Whether inputs and baselines run as one batch. Not together with `points`. Default false. */
  readonly paired?: boolean | undefined;
  /** Whether the path starts at 0 whatever the baseline, which then only affects `times: 'difference'`. Default false. */
  readonly pathFromZero?: boolean | undefined;
  /** The factor of G: the input x, or the difference x − b. Default: none. */
  readonly times?: 'input' | 'difference' | undefined;
  /**
   * The backward pass starts from the relevance of the latent z instead of the gradient of the score s: z ⊙ ∂s/∂z · s / (s + ε sgn s),
   * with sgn 0 = 1; with ε = 0, z ⊙ ∂s/∂z. Default: the gradient.
   */
  readonly relevance?: { readonly epsilon: number } | undefined;
  /** Whether the forward pass rounds sums about once: see `TraceOptions`. Default false. */
  readonly accurateSums?: boolean | undefined;
}
