import type { ConceptScore, Encoder } from '@csm/core';
import type { Awaitable, Run, Target } from '@csm/core/extend';
import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/**
 * The input that stands for the absence of features: one number for all features; one input of shape `[...inputShape]` or
 * `[1, ...inputShape]`, such as the mean of the data (a tensor is borrowed and must not be disposed while the
 * explainer is used); or a baseline that depends on the input, as `blurredBaseline` and `counterfactualBaseline`
 * create.
 */
export type Baseline = SharedBaseline | InputBaseline;

/** A baseline that all inputs share. */
export type SharedBaseline = number | NdArray | Tensor;

/** A baseline that depends on the input. Any object with these members is such a baseline. */
export interface InputBaseline {
  /**
   * Whether it differs between concepts. In that case each concept has its own passes, and maps are not linear in
   * the concept.
   */
  readonly perConcept: boolean;
  /** What it is, as part of the heading of a figure: `the blurred input (σ 2)`. */
  readonly description?: string | undefined;
  /** Throws if this baseline does not support the target; called once, before the run. */
  check?(caller: string, target: Target): void;
  /**
   * Called once in a run, on its first batch: warns through `run.onWarning` if the baselines are not what they promise.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @param latent the latents of the inputs, `[batch, latentSize]`, borrowed.
   */
  verify?(inputs: Tensor, latent: Tensor2D, encoder: Encoder, run: Run): Promise<void>;
  /**
   * The baselines of a batch. Awaited outside `tf.tidy`, so it must dispose the tensors that it allocates, except for
   * the result.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @param latent the latents of the inputs, `[batch, latentSize]`, borrowed.
   * @param score the score that is explained; unless `perConcept`, the first of the scores that share the baseline.
   * @param encoder the encoder that is explained, whose `layout` tells the axes of images.
   * @returns `[batch, ...inputShape]`; taken over, unless it is `inputs` itself.
   */
  of(inputs: Tensor, latent: Tensor2D, score: ConceptScore, encoder: Encoder): Awaitable<Tensor>;
}
