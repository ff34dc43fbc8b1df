import { checkList, invalidArgument } from '@csm/base';
import { concat, slice, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { type ConceptScore, checkScore } from './concept-score.js';
import { scoreOf } from './score-of.js';

/**
 * Combines one concept or score per sample: the first is for the first input, and so on. Example: each face with the
 * attribute that it was labelled with.
 *
 * @param concepts one per input, all with the same latent size.
 * @throws if the list is empty, or the latent sizes differ.
 * @category Scores
 */
export function scorePerSample(
  name: string,
  concepts: readonly (ConceptVector | ConceptScore)[],
): ConceptScore {
  checkList('scorePerSample', 'concepts', concepts);
  const scores = concepts.map(scoreOf);
  for (const score of scores) checkScore('scorePerSample', score);
  const [first] = scores;
  if (first === undefined) {
    throw invalidArgument('scorePerSample: expected one concept per sample; got none.');
  }
  const other = scores.find((score) => score.latentSize !== first.latentSize);
  if (other) {
    throw invalidArgument(
      `scorePerSample: all concepts must have the same latent size; "${first.name}" has ${first.latentSize}, ` +
        `"${other.name}" has ${other.latentSize}.`,
    );
  }
  return perSample(name, first.latentSize, scores);
}

function perSample(name: string, latentSize: number, scores: readonly ConceptScore[]): ConceptScore {
  const ofEach = (latent: Tensor2D, compute: (score: ConceptScore, row: Tensor2D) => Tensor): Tensor =>
    tidy(() => {
      if (latent.shape[0] !== scores.length) {
        throw invalidArgument(
          `scorePerSample: "${name}" is for ${scores.length} samples; got ${latent.shape[0]} latents.`,
        );
      }
      return concat(scores.map((score, i) => compute(score, slice(latent, [i, 0], [1, -1]))));
    });
  return {
    name,
    latentSize,
    affine: scores.every((score) => score.affine),
    samples: scores.length,
    value: (latent) => ofEach(latent, (score, row) => score.value(row)) as Tensor1D,
    cotangent: (latent) => ofEach(latent, (score, row) => score.cotangent(row)) as Tensor2D,
    slice: (start, size) => perSample(name, latentSize, scores.slice(start, start + size)),
  };
}
