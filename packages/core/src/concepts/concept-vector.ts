import { checkNdarray, contiguous, typeName } from '@csm/base';
import type { NdArray } from 'ndarray';

/** A direction in latent space that stands for a concept. A plain object: make one yourself from any numbers. */
export interface ConceptVector {
  readonly name: string;
  /** One component a latent dimension. */
  readonly vector: Float32Array;
}

/**
 * A concept vector from numbers of your own: a novel concept, a classifier's normal, a sum of other concepts.
 * @throws if a component is not finite or all are zero.
 */
export function conceptVector(name: string, vector: ArrayLike<number>): ConceptVector {
  return checkConcept('conceptVector', { name, vector: Float32Array.from(vector) });
}

/**
 * Concept vector from examples with and without an attribute: v = mean(positives) − mean(negatives).
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), faces.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a set is empty, holds NaN, or the sets differ in latent size; if the two means are equal.
 */
export function meanDifference(name: string, positives: NdArray, negatives: NdArray): ConceptVector {
  const caller = `meanDifference: concept "${name}"`;
  const up = latentMean(`${caller}, positives`, positives);
  const down = latentMean(`${caller}, negatives`, negatives);
  if (up.length !== down.length) {
    throw new Error(
      `${caller}: the positives have ${up.length} latent dimensions, the negatives ${down.length}.`,
    );
  }
  const vector = Float32Array.from(up, (value, i) => value - down[i]!);
  return checkConcept('meanDifference', { name, vector });
}

/**
 * Concept vector from a set of examples: v = mean(examples).
 *
 * Source: Brocki & Chung 2019 (arXiv 1910.13140), genes.
 *
 * @param examples latents, `[n, latentSize]`.
 * @throws if the set is empty, holds NaN, or its mean is zero.
 */
export function meanVector(name: string, examples: NdArray): ConceptVector {
  const vector = Float32Array.from(latentMean(`meanVector: concept "${name}"`, examples));
  return checkConcept('meanVector', { name, vector });
}

/** Mean over the first axis of `[n, latentSize]`, summed in float64. */
export function latentMean(caller: string, latents: NdArray): Float64Array {
  checkNdarray(caller, latents);
  const [count, size] = latents.shape;
  if (latents.shape.length !== 2 || !count || !size) {
    throw new Error(`${caller}: expected latents of shape [n, latentSize], n ≥ 1; got [${latents.shape}].`);
  }
  const values = contiguous(latents);
  const mean = new Float64Array(size);
  values.forEach((value, i) => {
    mean[i % size]! += value / count;
  });
  const bad = mean.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1)
    throw new Error(`${caller}: latent dimension ${bad} holds NaN or infinity in some example.`);
  return mean;
}

/** Checks a concept vector that came from outside. @throws if it is none, or empty, zero or not finite. */
export function checkConcept(caller: string, concept: ConceptVector): ConceptVector {
  const { name, vector } = (concept ?? {}) as Partial<ConceptVector>;
  if (typeof name !== 'string' || !(vector instanceof Float32Array)) {
    throw new Error(
      `${caller}: expected a concept { name: string, vector: Float32Array }, as conceptVector(name, numbers) makes; ` +
        `got ${typeName(concept)}.`,
    );
  }
  // In float64, in which a sum of finite float32 numbers is finite. A loop, as there may be thousands of concepts.
  let size = 0;
  for (let i = 0; i < vector.length; i++) size += Math.abs(vector[i]!);
  if (!Number.isFinite(size)) {
    const bad = vector.findIndex((value) => !Number.isFinite(value));
    throw new Error(
      `${caller}: concept "${name}" must have finite components; component ${bad} is ${vector[bad]}.`,
    );
  }
  if (size === 0) {
    const what = vector.length === 0 ? 'is empty' : 'is the zero vector: it points nowhere';
    const hint = caller === 'meanDifference' ? ' Were the two sets of examples the same?' : '';
    throw new Error(`${caller}: concept "${name}" ${what}.${hint}`);
  }
  return concept;
}
