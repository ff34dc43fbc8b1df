import {
  add,
  mul,
  sum,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { type ConceptVector, checkConcept, latentMean } from '../concepts/concept-vector.js';
import type { ConceptScore } from './concept-score.js';

/**
 * The concept score of Brocki & Chung 2019: s(x) = v · z(x); its derivative by z is v. What a concept vector stands for
 * where a score is asked.
 */
export function dotProduct(concept: ConceptVector): ConceptScore {
  return affine('dotProduct', concept, 1, 0);
}

/**
 * Centred score: s(x) = v · (z(x) − m), with m the mean of some latents, as those of a whole data set: a score of 0 is then
 * an average input. Its maps by gradient are those of {@link dotProduct}.
 *
 * @param latents `[n, latentSize]`; their mean is the centre.
 * @throws if the latents have another size than the concept, or hold NaN.
 */
export function centred(concept: ConceptVector, latents: NdArray): ConceptScore {
  checkConcept('centred', concept);
  const mean = latentMean('centred', latents);
  if (mean.length !== concept.vector.length) {
    throw new Error(
      `centred: concept "${concept.name}" has ${concept.vector.length} components, the latents ${mean.length}.`,
    );
  }
  return affine('centred', concept, 1, -dot(concept.vector, mean));
}

/**
 * Signed distance of the latent to the hyperplane v · z + b = 0, as of a linear classifier:
 * s(x) = (v · z(x) + b) / ‖v‖, in units of the latent.
 *
 * @param concept the hyperplane's normal.
 * @param intercept b. Default 0.
 * @throws if the intercept is not finite.
 */
export function signedDistance(concept: ConceptVector, intercept = 0): ConceptScore {
  checkConcept('signedDistance', concept);
  if (!Number.isFinite(intercept)) {
    throw new Error(`signedDistance: the intercept must be a finite number; got ${intercept}.`);
  }
  const norm = Math.hypot(...concept.vector);
  return affine('signedDistance', concept, 1 / norm, intercept / norm);
}

/**
 * A single latent dimension as score: s(x) = zᵢ(x).
 * @throws if i is no dimension of a latent of this size.
 */
export function latentDimension(i: number, latentSize: number): ConceptScore {
  if (!Number.isInteger(latentSize) || latentSize < 1) {
    throw new Error(`latentDimension: expected the latent size as the second argument; got ${latentSize}.`);
  }
  if (!Number.isInteger(i) || i < 0 || i >= latentSize) {
    throw new Error(`latentDimension: expected a dimension from 0 to ${latentSize - 1}; got ${i}.`);
  }
  const vector = new Float32Array(latentSize);
  vector[i] = 1;
  return affine('latentDimension', { name: `latent dimension ${i}`, vector }, 1, 0);
}

/**
 * s = factor · (v · z) + shift.
 *
 * Summed as sum(z ⊙ v): tfjs-wasm's matrix product answers wrongly when one vector is used in two shapes.
 */
function affine(caller: string, concept: ConceptVector, factor: number, shift: number): ConceptScore {
  return affineScore(checkConcept(caller, concept), factor, shift);
}

/** As {@link affine}, of a concept that was checked. */
export function affineScore(concept: ConceptVector, factor = 1, shift = 0): ConceptScore {
  const weights = factor === 1 ? concept.vector : concept.vector.map((value) => value * factor);
  return {
    name: concept.name,
    concept,
    latentSize: weights.length,
    affine: true,
    weights,
    shift,
    value: (latent) =>
      tidy(() => {
        const product = sum(mul(latent, tensor1d(weights)), 1) as Tensor1D;
        return shift === 0 ? product : add(product, shift);
      }),
    cotangent: (latent) =>
      tidy(() => tile(tensor2d(weights, [1, weights.length]), [latent.shape[0], 1]) as Tensor2D),
  };
}

function dot(a: Float32Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
