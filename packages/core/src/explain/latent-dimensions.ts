import { latentDimension } from '../scores/affine-scores.js';
import type { ConceptScore } from '../scores/concept-score.js';

/**
 * Each dimension of a latent as a score.
 * @category Write an explainer
 */
export function latentDimensions(latentSize: number): ConceptScore[] {
  return Array.from({ length: latentSize }, (_, i) => latentDimension(i, latentSize));
}
