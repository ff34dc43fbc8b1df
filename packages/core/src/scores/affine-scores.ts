import { checkCount, invalidArgument, norm, shown } from '@csm/base';
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
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { latentMean } from '../concepts/latent-mean.js';
import type { ConceptScore } from './concept-score.js';

/**
 * The concept score of Brocki & Chung 2019: s(x) = v · z(x). Its derivative with respect to z is v. A concept vector that
 * is passed where a score is expected stands for this score.
 *
 * @category Scores
 */
export function dotProduct(concept: ConceptVector): ConceptScore {
  return affineScore(checkConcept('dotProduct', concept));
}

/**
 * Centred score: s(x) = v · (z(x) − m), where m is the mean of some latents, such as those of a whole data set. An average
 * input then scores 0. The gradient maps are those of {@link dotProduct}.
 *
 * @param latents `[n, latentSize]`; their mean is the centre.
 * @throws if the latents differ from the concept in size, or hold NaN.
 * @category Scores
 */
export function centred(concept: ConceptVector, latents: NdArray): ConceptScore {
  const { name, vector } = checkConcept('centred', concept);
  const mean = latentMean('centred', 'latents', latents);
  if (mean.length !== vector.length) {
    throw invalidArgument(
      `centred: concept "${name}" must have the size of the latents, ${mean.length}; got ${vector.length} components.`,
    );
  }
  return affineScore(concept, 1, -dot(vector, mean));
}

/**
 * Signed distance of the latent to the hyperplane v · z + b = 0, such as that of a linear classifier:
 * s(x) = (v · z(x) + b) / ‖v‖, in units of the latent.
 *
 * @param concept the normal of the hyperplane.
 * @param intercept b. Default 0.
 * @throws if the intercept is not finite.
 * @category Scores
 */
export function signedDistance(concept: ConceptVector, intercept = 0): ConceptScore {
  checkConcept('signedDistance', concept);
  if (!Number.isFinite(intercept)) {
    throw invalidArgument(`signedDistance: intercept must be a finite number; got ${shown(intercept)}.`);
  }
  const length = norm(concept.vector);
  return affineScore(concept, 1 / length, intercept / length);
}

/**
 * A single latent dimension as a score: s(x) = zᵢ(x).
 * @param i from 0 to `latentSize` − 1.
 * @throws if the latent has no dimension i.
 * @category Scores
 */
export function latentDimension(i: number, latentSize: number): ConceptScore {
  checkCount('latentDimension', 'latentSize (the second argument)', latentSize);
  checkCount('latentDimension', 'the dimension', i, { min: 0, max: latentSize - 1 });
  const vector = new Float32Array(latentSize);
  vector[i] = 1;
  return affineScore({ name: `latent dimension ${i}`, vector });
}

/**
 * Makes the score s = factor · (v · z) + shift of a checked concept; v may be zero.
 *
 * Computed as sum(z ⊙ v): the matrix product of tfjs-wasm is wrong where one vector is used in two shapes.
 */
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
  return a.reduce((total, value, i) => total + value * (b[i] ?? 0), 0);
}
