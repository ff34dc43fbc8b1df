import type { Attribution, Explainer, Run, Target } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';

/** Runs an explainer on inputs that it then disposes, even if `attribute` throws before it returns a promise. */
export async function attributeAndDispose(
  explainer: Explainer,
  target: Target,
  inputs: Tensor,
  run: Run,
): Promise<Attribution> {
  try {
    return await explainer.attribute(target, inputs, run);
  } finally {
    inputs.dispose();
  }
}
