import { checkOptions } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, Explainer, Inputs } from '@csm/core';
import {
  MODEL_CONTROL_OPTIONS,
  type ModelControlOptions,
  type ModelControlStage,
} from './randomisation/model-control-types.js';
import { randomisationStages } from './randomisation/randomisation-stages.js';

/**
 * The model control, or cascading randomisation (MPRT, the model parameter randomisation test): replaces weights by random ones layer
 * by layer, from the latent down, and makes the concept's maps again at each stage. Maps that remain similar do not depend on what the encoder has learnt.
 * Null, for a method that does depend on what was learnt: similarity near 0 from the first stages on.
 *
 * Weights are shuffled within each tensor, which keeps their scale (Adebayo et al. draw new ones). In this way
 * activations neither vanish nor explode, and maps change only because the learnt structure is destroyed. Tensors of
 * equal numbers, such as biases of zero, keep their values. The concept vector does not change. The weights of a copy
 * of `encoder.graph` are shuffled; the user's model is not touched.
 *
 * Noisy maps are dissimilar for no other reason than noise: {@link smoothMprt} averages them first, and {@link efficientMprt} compares their
 * complexity instead.
 *
 * Source: Adebayo et al. 2018 (arXiv 1810.03292).
 *
 * @returns one stage per layer that has weights, from the latent down, or from the input up with `order: 'bottom up'`.
 * @throws as `explain`; also if the encoder has no graph. Methods that sample a VAE's posterior cannot run on the
 * copy.
 * @category Controls
 */
export async function modelControl(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: ModelControlOptions = {},
): Promise<ModelControlStage[]> {
  checkOptions<ModelControlOptions>('modelControl', options, MODEL_CONTROL_OPTIONS);
  return randomisationStages('modelControl', encoder, concept, inputs, explainer, options);
}
