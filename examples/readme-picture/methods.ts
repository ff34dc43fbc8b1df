import { type ConceptVector, type Explainer, meanDifference } from '@csm/core';
import type { DecoderModel } from '@csm/core/extend';
import { type FaceAttribute, selectSamples } from '@csm/datasets';
import { agreementMap, counterfactualBaseline, integratedGradients, replacement } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { type Faces, facesWith } from '../../support/drawn-faces/faces.js';
import type { Settings } from '../../support/drawn-faces/settings.js';

type Latents = NdArray<Float32Array>;

/** The mean latent of training faces with the concept minus the mean of those without, and the latents of those without. */
export function makeConcept(
  name: FaceAttribute,
  { training }: Faces,
  latents: Latents,
): { concept: ConceptVector; negatives: Latents } {
  const positives = selectSamples(latents, facesWith(training, name, true));
  const negatives = selectSamples(latents, facesWith(training, name, false));
  return { concept: meanDifference(name, positives, negatives), negatives };
}

/**
 * Integrated gradients from the same face without the concept, and where this map agrees with how the score falls if a patch of the face
 * becomes that of a real face without the concept.
 */
export function methodsOf(
  decoder: DecoderModel,
  { training }: Faces,
  name: FaceAttribute,
  negatives: Latents,
  { integrationSteps: steps }: Settings,
): { counterfactual: Explainer; agreement: Explainer } {
  const counterfactual = integratedGradients({
    steps,
    baseline: counterfactualBaseline({ decoder, negatives, range: [0, 1] }),
  });
  const donors = selectSamples(training.images, facesWith(training, name, false).slice(0, 100));
  return { counterfactual, agreement: agreementMap(counterfactual, replacement({ donors })) };
}
