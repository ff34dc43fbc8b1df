import { checkList, invalidArgument, rows } from '@csm/base';
import { tensor2d, tidy } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { type ConceptScore, checkScore, isScore } from './concept-score.js';
import { scoreOf } from './score-of.js';

/** Latents per tensor, for scores that are computed by tfjs. */
const CHUNK = 4096;

/**
 * Computes the scores of many latents without any map, such as those of a whole data set for histograms.
 *
 * The score of a concept vector, v · z, and other affine scores are summed in float64. Scores such as `cosine` are computed by
 * tfjs in float32; no tensor is left allocated.
 *
 * @param latents `[n, latentSize]`, as `encode` and `loadLatents` return them.
 * @param concepts at least one concept vector or score; a vector stands for its dot product.
 * @returns `[n, concepts.length]`.
 * @throws if the latents are not finite, if there is no concept, or if the size of a concept differs from that of the latents.
 * @category Scores
 */
export function conceptScores(
  latents: NdArray,
  concepts: readonly (ConceptVector | ConceptScore)[],
): NdArray<Float64Array> {
  return scoresOfLatents('conceptScores', latents, concepts);
}

/** {@link conceptScores}, with errors that begin with the name of the function that calls it. */
export function scoresOfLatents(
  caller: string,
  latents: NdArray,
  concepts: readonly (ConceptVector | ConceptScore)[],
): NdArray<Float64Array> {
  const { count, latentSize } = checkLatents(caller, 'latents', latents);
  checkList(caller, 'concepts', concepts);
  if (concepts.length === 0) throw invalidArgument(`${caller}: expected at least one concept; got none.`);
  const scores = concepts.map((concept) => checkedScore(caller, concept, count, latentSize));
  const all = [...rows(latents)];
  const bad = all.findIndex((latent) => !latent.every(Number.isFinite));
  if (bad >= 0) {
    throw invalidArgument(`${caller}: latents must be finite; latent ${bad} holds NaN or infinity.`);
  }
  const found = new Float64Array(count * scores.length);
  for (const [column, score] of scores.entries()) {
    const values = score.weights ? affineValues(score, all) : tfjsValues(score, all, latentSize);
    let row = 0;
    for (const value of values) found[row++ * scores.length + column] = value;
  }
  return ndarray(found, [count, scores.length]);
}

function checkedScore(
  caller: string,
  concept: ConceptVector | ConceptScore,
  count: number,
  latentSize: number,
): ConceptScore {
  if (!isScore(concept)) checkConcept(caller, concept);
  const score = scoreOf(concept);
  checkScore(caller, score);
  const { name, samples } = score;
  if (score.latentSize !== latentSize) {
    throw invalidArgument(
      `${caller}: concept "${name}" must have the size of the latents, ${latentSize}; got ${score.latentSize} components.`,
    );
  }
  if (samples === undefined || samples === count) return score;
  throw invalidArgument(
    `${caller}: expected ${samples} latents, which score "${name}" is for; got ${count}.`,
  );
}

function* affineValues(
  { weights = new Float32Array(0), shift = 0 }: ConceptScore,
  latents: readonly Float32Array[],
) {
  for (const latent of latents) {
    let sum = shift;
    // Loops over indices are ten times as fast as iterators.
    for (let k = 0; k < weights.length; k++) sum += weights[k]! * latent[k]!;
    yield sum;
  }
}

function* tfjsValues(score: ConceptScore, latents: readonly Float32Array[], latentSize: number) {
  for (let start = 0; start < latents.length; start += CHUNK) {
    const some = latents.slice(start, start + CHUNK);
    const flat = new Float32Array(some.length * latentSize);
    for (const [row, latent] of some.entries()) flat.set(latent, row * latentSize);
    const part = score.slice?.(start, some.length) ?? score;
    yield* tidy(() => part.value(tensor2d(flat, [some.length, latentSize])).dataSync());
  }
}
