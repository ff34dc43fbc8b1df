import { checkList, invalidArgument } from '@csm/base';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { type ConceptScore, checkScore, isScore } from '../scores/concept-score.js';
import { scoreOf } from '../scores/score-of.js';
import type { ExplainedConcept } from './explanation.js';

/**
 * @throws unless there is at least one concept and each is a concept vector or score of the latent's size.
 * @category Write an explainer
 */
export function checkedScores(
  caller: string,
  concepts: readonly (ConceptVector | ConceptScore)[],
  latentSize: number,
): ConceptScore[] {
  checkList(caller, 'concepts', concepts);
  if (concepts.length === 0) throw invalidArgument(`${caller}: expected at least one concept; got none.`);
  return concepts.map((concept) => {
    if (!isScore(concept)) checkConcept(caller, concept);
    const score = scoreOf(concept);
    checkScore(caller, score);
    if (score.latentSize === latentSize) return score;
    throw invalidArgument(
      `${caller}: concept "${score.name}" has ${score.latentSize} components; the encoder's latent size is ${latentSize}.`,
    );
  });
}

/**
 * The concept as plain data: a copy, so that later changes of the caller's vector do not affect it.
 * @category Write an explainer
 */
export function explainedConcept(concept: ConceptVector | ConceptScore): ExplainedConcept {
  const source = isScore(concept) ? concept.concept : concept;
  return source ? { name: source.name, vector: source.vector.slice() } : { name: concept.name };
}
