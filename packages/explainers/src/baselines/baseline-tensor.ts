import { checkNdarray, contiguous, invalidArgument } from '@csm/base';
import { cast, fill, reshape, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Baseline, InputBaseline, SharedBaseline } from './baseline.js';

/** Whether several baselines were given, rather than one. */
export function isBaselineList(baseline: Baseline | readonly Baseline[]): baseline is readonly Baseline[] {
  return Array.isArray(baseline);
}

/** Whether a baseline depends on the input. */
export function isInputBaseline(baseline: Baseline): baseline is InputBaseline {
  return typeof baseline === 'object' && typeof (baseline as Partial<InputBaseline>)?.of === 'function';
}

/**
 * A baseline that all inputs share, as a tensor `[1, ...inputShape]` that the caller must dispose. @throws if its
 * shape does not fit.
 */
export function baselineTensor(
  caller: string,
  baseline: SharedBaseline,
  inputShape: readonly number[],
): Tensor {
  const shape = [1, ...inputShape];
  if (typeof baseline === 'number') {
    if (Number.isFinite(baseline)) return fill(shape, baseline);
    throw invalidArgument(`${caller}: the baseline must be finite; got ${baseline}.`);
  }
  if (!(baseline instanceof Tensor)) checkNdarray(`${caller}, baseline`, baseline);
  else if (baseline.isDisposed) {
    throw invalidArgument(
      `${caller}: the baseline is a disposed tensor; dispose it only after the last use of the explainer.`,
    );
  }
  const came = `${baseline.shape}`;
  if (came !== `${shape}` && came !== `${inputShape}`) {
    throw invalidArgument(
      `${caller}: the baseline must have shape [${inputShape.join(', ')}] or [${shape.join(', ')}]; ` +
        `got [${baseline.shape.join(', ')}].`,
    );
  }
  if (baseline instanceof Tensor) return tidy(() => cast(reshape(baseline, shape), 'float32'));
  const values = contiguous(baseline);
  const invalid = values.find((value) => !Number.isFinite(value));
  if (invalid === undefined) return tensor(values.slice(), shape);
  throw invalidArgument(`${caller}: the baseline must be finite; it holds ${invalid}.`);
}
