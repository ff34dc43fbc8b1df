import type { ConceptVector } from '@csm/core';
import type { NdArray } from 'ndarray';

/**
 * Concepts for the quiz that mean nothing, but could be concepts as far as their maps show: directions in which the inputs differ, with
 * the concept's length, turned so that the score of the input is above (or below) the mean as its score of the concept is. Neither
 * noise from unused latent dimensions nor the sign of a map gives the concept away.
 *
 * They are not orthogonal to the concept. Orthogonal ones resemble each other but not the concept: on the built-in faces, picking the
 * map that is least like the others found the real one in 98 of 120 rounds without knowing the concept, and in 7 of 120 with these.
 *
 * @param latents of all inputs, `[n, latentSize]`.
 * @param input the row of the input whose maps are drawn.
 */
export async function randomConcepts(
  concept: ConceptVector,
  latents: NdArray<Float32Array>,
  input: number,
  options: { readonly count: number; readonly seed: number },
): Promise<ConceptVector[]> {
  const { covarianceConcepts } = await import('@csm/evaluate');
  if (concept.vector.length < 2) {
    throw new Error('The model has one latent dimension: every concept has the same map, up to its sign.');
  }
  const isAboveMean = (vector: Float32Array) => scoreAboveMean(latents, input, vector) >= 0;
  const wanted = isAboveMean(concept.vector);
  return covarianceConcepts(concept, latents, options).map((random) =>
    isAboveMean(random.vector) === wanted
      ? random
      : { ...random, vector: random.vector.map((value) => -value) },
  );
}

/** The score of a row minus the mean score of all rows. */
function scoreAboveMean(latents: NdArray<Float32Array>, input: number, vector: Float32Array): number {
  const [count = 0] = latents.shape;
  return vector.reduce((sum, weight, k) => {
    let mean = 0;
    for (let row = 0; row < count; row++) mean += latents.get(row, k) / count;
    return sum + weight * (latents.get(input, k) - mean);
  }, 0);
}
