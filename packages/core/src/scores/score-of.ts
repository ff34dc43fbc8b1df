import type { ConceptVector } from '../concepts/concept-vector.js';
import { dotProduct } from './affine-scores.js';
import type { ConceptScore } from './concept-score.js';

/** The score itself, or the {@link dotProduct} that a concept vector stands for. */
export function scoreOf(concept: ConceptVector | ConceptScore): ConceptScore {
  return concept && 'vector' in concept ? dotProduct(concept) : concept;
}
