import { type ConceptScore, checkNdarray, contiguous, type Target } from '@csm/core';
import {
  divNoNan,
  fill,
  mul,
  reshape,
  sub,
  sum,
  Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  tile,
  zeros,
} from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { checkAffine } from '../checks/checks.js';

/** What a decoder must be able to do: a LayersModel or GraphModel from latents to inputs. */
export interface Decoder {
  /** @param latents `[n, latentSize]`, borrowed. @returns a tensor `[n, ...inputShape]`. Called inside `tf.tidy`. */
  predict(latents: Tensor): unknown;
}

/** How the concept is taken out of a latent: with a decoder, and exactly one of the other three. */
export interface ConceptRemoval {
  /** Draws a latent, such as `vae.decoder`; borrowed. */
  decoder: Decoder;
  /** The score that each latent is moved to, such as the mean score of examples without the concept. For one concept. */
  targetScore?: number | undefined;
  /**
   * Latents of examples without the concept, `[m, latentSize]`: each latent is moved to their mean score. Fits several
   * concepts at once, random ones too: each has its own mean.
   */
  negatives?: NdArray | undefined;
  /** The same step for all inputs, in units of the concept vector (of the score's derivative, where they differ). */
  alpha?: number | undefined;
}

/** The names of its options. */
export const CONCEPT_REMOVAL = { decoder: true, targetScore: true, negatives: true, alpha: true } as const;

/**
 * A function that takes a concept out of latents: z − α v, v the score's derivative by the latent, which is the concept vector
 * where the score is its dot product. α = (s(z) − t) / |v|², input by input, so that s(z − α v) = s(z) − α |v|² = t: the
 * smallest change of the latent that brings the score to t. Where s(z) is below t, α is negative and the concept is put in.
 *
 * @throws unless exactly one of targetScore, negatives and alpha is given, and holds finite numbers.
 */
export function conceptRemoval(
  caller: string,
  options: ConceptRemoval,
): (latent: Tensor2D, score: ConceptScore) => Tensor2D {
  checkOptions(caller, options);
  const { targetScore, negatives, alpha } = options;
  // A copy, which the caller's changes do not reach.
  const mean = negatives && meanLatent(caller, negatives);
  const target = (score: ConceptScore, batch: number): Tensor | number =>
    mean ? score.value(tile(tensor2d(mean, [1, mean.length]), [batch, 1])) : targetScore!;
  const steps = (latent: Tensor2D, score: ConceptScore, v: Tensor2D): Tensor => {
    if (alpha !== undefined) return fill([latent.shape[0], 1], alpha);
    const excess = sub(score.value(latent), target(score, latent.shape[0]));
    // No step where the score does not depend on the latent.
    return reshape(divNoNan(excess, sum(mul(v, v), 1)), [-1, 1]);
  };
  return (latent, score) =>
    tidy(() => {
      const v = score.cotangent(latent);
      return sub(latent, mul(steps(latent, score, v), v)) as Tensor2D;
    });
}

/** What the decoder draws, `[n, ...inputShape]`, the caller's. @throws if it is of another shape. */
export function decoded(
  caller: string,
  decoder: Decoder,
  latent: Tensor2D,
  inputShape: readonly number[],
): Tensor {
  return tidy(() => {
    const drawn = decoder.predict(latent);
    const expected = [latent.shape[0], ...inputShape];
    if (drawn instanceof Tensor && `${drawn.shape}` === `${expected}`) return drawn;
    const came =
      drawn instanceof Tensor ? `[${drawn.shape}]` : Array.isArray(drawn) ? 'a list' : typeof drawn;
    throw new Error(
      `${caller}: the decoder must give one tensor of shape [${expected}], like the inputs; got ${came}.`,
    );
  });
}

/** @throws if the concept cannot be taken out of this encoder's latents, or not drawn in its inputs' shape. */
export function checkRemoval(caller: string, { decoder, negatives }: ConceptRemoval, target: Target): void {
  const { encoder, scores } = target;
  checkAffine(caller, scores);
  if (negatives && negatives.shape[1] !== encoder.latentSize) {
    throw new Error(
      `${caller}: negatives must be latents [m,${encoder.latentSize}] of the encoder; got shape [${negatives.shape}].`,
    );
  }
  tidy(() => {
    decoded(caller, decoder, zeros([1, encoder.latentSize]), encoder.inputShape);
  });
}

function checkOptions(caller: string, { decoder, targetScore, negatives, alpha }: ConceptRemoval): void {
  if (typeof decoder?.predict !== 'function') {
    throw new Error(
      `${caller}: decoder must be a model from latents to inputs, such as vae.decoder; got ${typeof decoder}.`,
    );
  }
  const given = Object.entries({ targetScore, negatives, alpha }).filter(([, value]) => value !== undefined);
  if (given.length !== 1) {
    throw new Error(
      `${caller}: give one of targetScore, negatives and alpha; got ${given.map(([name]) => name).join(' and ') || 'none'}.`,
    );
  }
  for (const [name, value] of Object.entries({ targetScore, alpha })) {
    if (value === undefined || Number.isFinite(value)) continue;
    throw new Error(`${caller}: ${name} must be a finite number; got ${value}.`);
  }
}

function meanLatent(caller: string, latents: NdArray): Float32Array {
  if (!Array.isArray(latents?.shape) || !Array.isArray(latents.stride)) {
    throw new Error(
      `${caller}: negatives must be an ndarray of latents, as encode gives; got ${typeof latents}.`,
    );
  }
  checkNdarray(`${caller}, negatives`, latents);
  const [count, size] = latents.shape;
  if (latents.shape.length !== 2 || !count || !size) {
    throw new Error(`${caller}: negatives must be latents [m, latentSize]; got shape [${latents.shape}].`);
  }
  const values = contiguous(latents);
  const sums = new Float64Array(size);
  for (let i = 0; i < values.length; i++) sums[i % size]! += values[i]!;
  const mean = Float32Array.from(sums, (total) => total / count);
  if (mean.every(Number.isFinite)) return mean;
  throw new Error(`${caller}: negatives must be finite; their mean is not.`);
}
