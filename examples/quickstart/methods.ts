import type { Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { meanSample } from '@csm/datasets';
import {
  counterfactualBaseline,
  gradient,
  guidedBackprop,
  integratedGradients,
  rectifiedGradient,
} from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { Faces } from '../../support/drawn-faces/faces.js';
import type { Settings } from '../../support/drawn-faces/settings.js';

/** The methods that are compared. `negatives` are latents of examples without the concept. */
export function methodsFor(
  decoder: DecoderModel,
  { training }: Faces,
  negatives: NdArray<Float32Array>,
  { integrationSteps: steps, percentile }: Settings,
): Explainer[] {
  // From the mean face: values equal to the baseline get no credit, so a black baseline could not credit dark glasses.
  const integrated = integratedGradients({ steps, baseline: meanSample(training.images) });
  return [
    gradient(),
    {
      ...integrated,
      description: integrated.description?.replace('the given baseline', 'the mean face'),
    },
    {
      ...integratedGradients({
        steps,
        baseline: counterfactualBaseline({ decoder, negatives, range: [0, 1] }),
      }),
      name: 'integrated gradients, counterfactual',
    },
    guidedBackprop(),
    rectifiedGradient({ percentile }),
  ];
}
