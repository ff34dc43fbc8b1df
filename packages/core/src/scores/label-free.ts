import { checkOptions } from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ConceptScore } from './concept-score.js';
import { scorePerSample } from './score-per-sample.js';
import { similarityScores } from './similarity.js';

/** Options of {@link labelFree}. */
export interface LabelFreeOptions {
  /** Name of the score, as in figures. Default `label-free importance`. */
  readonly name?: string | undefined;
}

/**
 * Label-free importance: s(x′) = ⟨f(x), f(x′)⟩ with f(x) held fixed, attributed at x′ = x. Which features the encoder's latent depends on
 * at all, without any concept: the map is the map of the whole latent, each dimension weighted by its value. For a linear f, input ×
 * gradient adds up to ‖f(x)‖².
 *
 * Affine in the latent, so every method can explain it. With a path method, choose a baseline whose latent is typical: the map adds up
 * to ⟨f(x), f(x) − f(b)⟩.
 *
 * Source: Crabbé & van der Schaar 2022 (arXiv 2203.01928).
 *
 * @param latents the latents of the same inputs that are explained, in the same order: `[n, latentSize]`.
 * @throws if the latents are not finite; `explain` throws if there are more or fewer inputs than latents.
 *
 * @example
 * const { maps } = await explain(encoder, labelFree(await encode(encoder, pictures)), pictures, integratedGradients());
 * @category Scores
 */
export function labelFree(latents: NdArray, options: LabelFreeOptions = {}): ConceptScore {
  checkOptions<LabelFreeOptions>('labelFree', options, { name: true });
  const { name = 'label-free importance' } = options;
  return scorePerSample(name, similarityScores('labelFree', latents, name, 'dotProduct'));
}
