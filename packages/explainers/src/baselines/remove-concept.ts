import { checkBoolean, checkNdarray, invalidArgument, meanOfRows, rows, shown } from '@csm/base';
import type { ConceptScore } from '@csm/core';
import {
  divNoNan,
  fill,
  mul,
  reshape,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  tile,
} from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import type { ConceptRemoval } from './concept-removal.js';

/** Removes the concept of a score from latents `[n, latentSize]`, borrowed. The caller must dispose the result. */
export type RemoveConcept = (latents: Tensor2D, score: ConceptScore) => Tensor2D;

/**
 * Creates a function that removes a concept from latents: z − α v, with v the score's derivative with respect to the latent,
 * which is the concept vector if the score is its dot product. α = (s(z) − t) / |v|² for each input, so that s(z − α v) = s(z)
 * − α |v|² = t: the smallest change of the latent that brings the score to t. If s(z) is below t, α is negative and the concept
 * is added.
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given, with finite numbers.
 */
export function conceptRemover(caller: string, options: ConceptRemoval): RemoveConcept {
  checkRemovalOptions(caller, options);
  const { targetScore, negatives, alpha } = options;
  // A copy, so that later changes of the caller's array have no effect.
  const mean = negatives && meanLatent(caller, negatives);
  const target = (score: ConceptScore, batch: number): Tensor | number =>
    mean ? score.value(tile(tensor2d(mean, [1, mean.length]), [batch, 1])) : (targetScore ?? 0);
  const steps = (latents: Tensor2D, score: ConceptScore, v: Tensor2D): Tensor => {
    if (alpha !== undefined) return fill([latents.shape[0], 1], alpha);
    const excess = sub(score.value(latents), target(score, latents.shape[0]));
    // There is no step if the score does not depend on the latent.
    return reshape(divNoNan(excess, sum(mul(v, v), 1)), [-1, 1]);
  };
  return (latents, score) =>
    tidy(() => {
      const v = score.cotangent(latents);
      return sub(latents, mul(steps(latents, score, v), v)) as Tensor2D;
    });
}

function checkRemovalOptions(caller: string, options: ConceptRemoval): void {
  const { targetScore, negatives, alpha, check } = options;
  if (check !== undefined) checkBoolean(caller, 'check', check);
  const given = Object.entries({ targetScore, negatives, alpha }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    const came = given.map(([name]) => name).join(' and ') || 'none of them';
    throw invalidArgument(`${caller}: expected one of targetScore, negatives and alpha; got ${came}.`);
  }
  for (const [name, value] of Object.entries({ targetScore, alpha })) {
    if (value === undefined || Number.isFinite(value)) continue;
    throw invalidArgument(`${caller}: ${name} must be a finite number; got ${shown(value)}.`);
  }
}

function meanLatent(caller: string, latents: NdArray): Float32Array {
  checkNdarray(`${caller}, negatives`, latents);
  const [count, size] = latents.shape;
  if (latents.shape.length !== 2 || !count || !size) {
    throw invalidArgument(
      `${caller}: negatives must be latents of shape [m, latentSize]; got shape [${latents.shape.join(', ')}].`,
    );
  }
  const mean = Float32Array.from(meanOfRows(rows(latents), count));
  if (mean.every(Number.isFinite)) return mean;
  throw invalidArgument(`${caller}: negatives must be finite numbers; their mean is not finite.`);
}
