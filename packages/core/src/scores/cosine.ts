import { norm as vectorNorm } from '@csm/base';
import {
  div,
  maximum,
  mul,
  norm,
  reshape,
  step,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor1d,
  tidy,
} from '@tensorflow/tfjs-core';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import type { ConceptScore } from './concept-score.js';

/** Minimum length of a latent: shorter ones are treated as this long, so that the zero latent scores 0. */
const LEAST_NORM = 1e-12;

/**
 * Cosine score: s(x) = v · z(x) / (‖v‖ ‖z(x)‖), from −1 to 1. It depends on the direction of the latent, not on its length.
 * The zero latent scores 0, and the score is discontinuous there: so the baseline of a path method should not map to
 * it. The derivative with respect to z is (v̂ − s ẑ) / ‖z‖, with v̂ and ẑ the unit vectors; it is 0 at the zero
 * latent.
 *
 * The score is not affine in the latent: LRP and DeepLIFT reject it.
 *
 * @category Scores
 */
export function cosine(concept: ConceptVector): ConceptScore {
  checkConcept('cosine', concept);
  const length = vectorNorm(concept.vector);
  const unit = concept.vector.map((value) => value / length);
  const parts = (latent: Tensor2D) => {
    const lengths = maximum(reshape(norm(latent, 2, 1), [-1, 1]), LEAST_NORM);
    const direction = div(latent, lengths);
    const value: Tensor = sum(mul(direction, tensor1d(unit)), 1, true);
    return { lengths, direction, value };
  };
  return {
    name: concept.name,
    concept,
    latentSize: unit.length,
    affine: false,
    value: (latent) => tidy(() => reshape(parts(latent).value, [-1])),
    cotangent: (latent) =>
      tidy(() => {
        const { lengths, direction, value } = parts(latent);
        const derivative = div(sub(tensor1d(unit), mul(value, direction)), lengths);
        // At the zero latent the score has no derivative.
        return mul(derivative, step(sub(lengths, LEAST_NORM))) as Tensor2D;
      }),
  };
}
