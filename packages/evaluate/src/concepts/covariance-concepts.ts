import { checkOptions, keyedNormal, meanOfRows } from '@csm/base';
import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';
import { checkConcept } from './check-concept.js';
import { checkDiffering } from './check-differing.js';
import { conceptAlong, drawConcepts, RANDOM_CONCEPT_OPTIONS } from './draw-concepts.js';
import { latentRows } from './latent-rows.js';
import type { RandomConceptOptions } from './random-concept-options.js';

/**
 * Random concept vectors from N(0, Σ), where Σ is the covariance of the latents, scaled to the concept's length. Like
 * a concept vector, they point in directions in which inputs differ. Drawn as Σᵢ wᵢ (zᵢ − z̄) with standard normal
 * wᵢ, which has this covariance up to scale.
 *
 * @param latents `[n, latentSize]`.
 * @throws if all latents are equal or their size is not the concept's, or an option is unknown or out of range.
 * @category Controls
 */
export function covarianceConcepts(
  concept: ConceptVector,
  latents: NdArray,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'covarianceConcepts';
  checkOptions(caller, options, RANDOM_CONCEPT_OPTIONS);
  checkConcept(caller, concept);
  const samples = latentRows(caller, latents, concept.vector.length);
  checkDiffering(caller, samples);
  const mean = meanOfRows(samples, samples.length);
  const centred = samples.map((sample) => mean.map((value, d) => sample[d]! - value));
  return drawConcepts(caller, options, (k, seed) => {
    const normal = keyedNormal('covariance', seed, k);
    const sum = new Float64Array(mean.length);
    for (const deviation of centred) {
      const weight = normal();
      for (let d = 0; d < sum.length; d++) sum[d]! += weight * deviation[d]!;
    }
    return conceptAlong(caller, `random ${k + 1}`, sum, concept);
  });
}
