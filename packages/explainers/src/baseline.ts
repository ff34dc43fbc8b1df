import { contiguous } from '@csm/core';
import { broadcastTo, fill, reshape, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';

/**
 * The input that stands for "nothing there": one number for every feature, or one input of shape `[...inputShape]`
 * or `[1, ...inputShape]` (a tensor is borrowed and must live as long as the explainer is used).
 */
export type Baseline = number | NdArray | Tensor;

/** Whether several baselines were given, rather than one. */
export function isBaselineList(baseline: Baseline | readonly Baseline[]): baseline is readonly Baseline[] {
  return Array.isArray(baseline);
}

/** The baseline as a tensor `[1, ...inputShape]`, the caller's. @throws if its shape does not fit. */
export function baselineTensor(caller: string, baseline: Baseline, inputShape: readonly number[]): Tensor {
  const shape = [1, ...inputShape];
  if (typeof baseline === 'number') {
    if (!Number.isFinite(baseline))
      throw new Error(`${caller}: the baseline must be finite; got ${baseline}.`);
    return fill(shape, baseline);
  }
  const came = `${(baseline as Partial<NdArray> | undefined)?.shape ?? typeof baseline}`;
  if (came !== `${shape}` && came !== `${inputShape}`) {
    throw new Error(`${caller}: the baseline must have shape [${inputShape}] or [${shape}]; got [${came}].`);
  }
  if (baseline instanceof Tensor) return tidy(() => broadcastTo(reshape(baseline, shape), shape));
  const values = contiguous(baseline);
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new Error(`${caller}: the baseline must be finite; it holds ${bad}.`);
  return tensor(values.slice(), shape);
}
