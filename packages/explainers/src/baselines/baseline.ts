import { type ConceptScore, checkNdarray, contiguous, type Target } from '@csm/core';
import { cast, fill, reshape, Tensor, type Tensor2D, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/**
 * The input that stands for "nothing there": one number for every feature, one input of shape `[...inputShape]`
 * or `[1, ...inputShape]` such as the mean of the data (a tensor is borrowed and must live as long as the explainer is
 * used), or one that depends on the input, as `blurredBaseline` and `counterfactualBaseline` make.
 */
export type Baseline = number | NdArray | Tensor | InputBaseline;

/** A baseline of each input. Any object with these members is one. */
export interface InputBaseline {
  /** Whether it differs from concept to concept. Each concept then has passes of its own, and maps are not linear in it. */
  readonly perConcept: boolean;
  /** Throws if there is no such baseline for the target; called once before the work. */
  check?(caller: string, target: Target): void;
  /**
   * The baselines of a batch; called inside `tf.tidy`.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @param latent their latents, `[batch, latentSize]`, borrowed.
   * @param score what is explained; where not `perConcept`, the first of the scores that share the baseline.
   * @returns `[batch, ...inputShape]`.
   */
  of(inputs: Tensor, latent: Tensor2D, score: ConceptScore): Tensor;
}

/** Whether several baselines were given, rather than one. */
export function isBaselineList(baseline: Baseline | readonly Baseline[]): baseline is readonly Baseline[] {
  return Array.isArray(baseline);
}

/** Whether a baseline depends on the input. */
export function isInputBaseline(baseline: Baseline): baseline is InputBaseline {
  return typeof baseline === 'object' && typeof (baseline as Partial<InputBaseline>)?.of === 'function';
}

/** A baseline that all inputs share as a tensor `[1, ...inputShape]`, the caller's. @throws if its shape does not fit. */
export function baselineTensor(
  caller: string,
  baseline: Exclude<Baseline, InputBaseline>,
  inputShape: readonly number[],
): Tensor {
  const shape = [1, ...inputShape];
  if (typeof baseline === 'number') {
    if (!Number.isFinite(baseline))
      throw new Error(`${caller}: the baseline must be finite; got ${baseline}.`);
    return fill(shape, baseline);
  }
  if (!(baseline instanceof Tensor)) checkNdarray(`${caller}, baseline`, baseline);
  else if (baseline.isDisposed) {
    throw new Error(
      `${caller}: the baseline is a tensor that was disposed; it must live as long as the explainer.`,
    );
  }
  const came = `${baseline.shape}`;
  if (came !== `${shape}` && came !== `${inputShape}`) {
    throw new Error(`${caller}: the baseline must have shape [${inputShape}] or [${shape}]; got [${came}].`);
  }
  if (baseline instanceof Tensor) return tidy(() => cast(reshape(baseline, shape), 'float32'));
  const values = contiguous(baseline);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`${caller}: the baseline must be finite; it holds ${bad}.`);
  return tensor(values.slice(), shape);
}
