import { checkOptions } from '@csm/base';
import type { ConceptScore, ConceptVector, Encoder, Explainer, Inputs } from '@csm/core';
import { smoothGrad } from '@csm/explainers';
import {
  MODEL_CONTROL_OPTIONS,
  type ModelControlOptions,
  type ModelControlStage,
} from './model-control-types.js';
import { randomisationStages } from './randomisation-stages.js';

/** Options of {@link smoothMprt}. */
export interface SmoothMprtOptions extends ModelControlOptions {
  /** Number of noisy copies of each input over which maps are averaged. Default 50. */
  readonly samples?: number | undefined;
  /** Standard deviation of the noise, as a share of each input's range. Default 0.1. */
  readonly noise?: number | undefined;
}

/**
 * Smooth MPRT, the model parameter randomisation test of denoised maps: {@link modelControl} of maps that are averaged over noisy copies of the input.
 * Gradients of deep networks are noisy, and noise alone makes two maps dissimilar, so that in the plain test noisier methods look better. Layers
 * are randomised from the input to the latent by default (`order: 'bottom up'`), because in the other order the trained lower layers still shape
 * the maps. Null, for a method that depends on what was learnt: `absoluteSpearman` near 0 from the first stages on.
 *
 * Cost: `samples` (50) times that of {@link modelControl}; {@link efficientMprt} needs two sets of maps.
 *
 * Source: Hedström et al. 2023 (arXiv 2401.06465). Weights are shuffled within each tensor, where the paper draws new ones.
 *
 * @returns one stage per layer that has weights, from the input up, or from the latent down with `order: 'top down'`.
 * @throws as {@link modelControl} and `smoothGrad`.
 * @category Controls
 */
export async function smoothMprt(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options: SmoothMprtOptions = {},
): Promise<ModelControlStage[]> {
  const caller = 'smoothMprt';
  checkOptions<SmoothMprtOptions>(caller, options, { samples: true, noise: true, ...MODEL_CONTROL_OPTIONS });
  const { samples = 50, noise = 0.1, ...rest } = options;
  const smooth = smoothGrad(explainer, { samples, noise, seed: rest.seed });
  return randomisationStages(caller, encoder, concept, inputs, smooth, {
    ...rest,
    order: rest.order ?? 'bottom up',
  });
}
