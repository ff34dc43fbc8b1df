import type { Attribution, Explainer, Run, Target } from '@csm/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What an inner method finds for inputs that are disposed then, also where it throws before it gives a promise. */
export async function attributed(
  inner: Explainer,
  target: Target,
  inputs: Tensor,
  run: Run,
): Promise<Attribution> {
  try {
    return await inner.attribute(target, inputs, run);
  } finally {
    inputs.dispose();
  }
}
