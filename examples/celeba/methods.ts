import type { Explainer } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { meanSample } from '@csm/datasets';
import { counterfactualBaseline, integratedGradients, rectifiedGradient } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import type { AnalysisSettings } from '../../support/labelled-faces/settings.js';

/**
 * The methods whose maps are drawn and measured.
 * @param known training pictures.
 * @param without latents of examples without the concept.
 */
export function methodsFor(
  decoder: DecoderModel,
  known: NdArray<Float32Array>,
  without: NdArray<Float32Array>,
  { integrationSteps: steps, percentile }: AnalysisSettings,
): Explainer[] {
  const removed = counterfactualBaseline({ decoder, negatives: without, range: [0, 1] });
  return [
    // From the mean face: values equal to the baseline get no credit, so a black baseline could not credit dark glasses.
    integratedGradients({ steps, baseline: meanSample(known) }),
    { ...integratedGradients({ steps, baseline: removed }), name: 'integrated gradients, counterfactual' },
    rectifiedGradient({ percentile, borderMask: true }),
  ];
}
