import type { ConceptVector } from '@csm/core';
import ndarray, { type NdArray } from 'ndarray';

/** In fewer latent dimensions, the directions orthogonal to the concept would all give nearly the same map. */
const LEAST_DIMENSIONS = 4;

/**
 * Concepts for the quiz that mean nothing, but could be concepts as far as their maps show: directions in which the inputs differ, with the
 * concept's length, orthogonal to the concept, and turned so that the score of the input is above (or below) the mean as its score of the
 * concept is. Neither noise from unused latent dimensions nor the sign of a map gives the concept away.
 *
 * @param latents of all inputs, `[n, latentSize]`.
 * @param input the row of the input whose maps are drawn.
 */
export async function randomConcepts(
  concept: ConceptVector,
  latents: NdArray<Float32Array>,
  input: number,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<ConceptVector[]> {
  const { covarianceConcepts } = await import('@csm/evaluate');
  const size = concept.vector.length;
  if (size < 2) {
    throw new Error('The model has one latent dimension: every concept has the same map, up to its sign.');
  }
  const others = size < LEAST_DIMENSIONS ? latents : withoutConcept(latents, concept.vector);
  const isAboveMean = (vector: Float32Array) => scoreAboveMean(latents, input, vector) >= 0;
  const wanted = isAboveMean(concept.vector);
  return covarianceConcepts(concept, others, { count, seed }).map((random) =>
    isAboveMean(random.vector) === wanted
      ? random
      : { ...random, vector: random.vector.map((value) => -value) },
  );
}

/** The latents without their parts along a vector. */
function withoutConcept(latents: NdArray<Float32Array>, vector: Float32Array): NdArray<Float64Array> {
  const [count = 0, size = 0] = latents.shape;
  const squared = vector.reduce((sum, value) => sum + value * value, 0);
  const rest = ndarray(new Float64Array(count * size), [count, size]);
  for (let row = 0; row < count; row++) {
    let score = 0;
    for (let k = 0; k < size; k++) score += latents.get(row, k) * vector[k]!;
    for (let k = 0; k < size; k++) rest.set(row, k, latents.get(row, k) - (score / squared) * vector[k]!);
  }
  return rest;
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
