import { checkList } from '@csm/base';
import { concat, slice, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { dotProduct } from './affine-scores.js';
import { type ConceptScore, checkScore } from './concept-score.js';

/**
 * One concept, or score, a sample: the first is the first input's, and so on. For example each face with the attribute it
 * was labelled with.
 *
 * @param concepts as many as there are inputs, of one latent size.
 * @throws if there are none, or their latent sizes differ.
 */
export function scorePerSample(
  name: string,
  concepts: readonly (ConceptVector | ConceptScore)[],
): ConceptScore {
  checkList('scorePerSample', 'the concepts', concepts);
  if (concepts.length === 0) throw new Error('scorePerSample: got no concepts; give one a sample.');
  const scores = concepts.map(scoreOf);
  for (const score of scores) checkScore('scorePerSample', score);
  const latentSize = scores[0]!.latentSize;
  const other = scores.find((score) => score.latentSize !== latentSize);
  if (other) {
    throw new Error(
      `scorePerSample: "${scores[0]!.name}" is for ${latentSize} latent dimensions, "${other.name}" for ${other.latentSize}.`,
    );
  }
  return perSample(name, scores);
}

function perSample(name: string, scores: readonly ConceptScore[]): ConceptScore {
  const rows = (latent: Tensor2D): Tensor2D[] => {
    if (latent.shape[0] !== scores.length) {
      throw new Error(
        `scorePerSample: "${name}" is for ${scores.length} samples; got latents of ${latent.shape[0]}.`,
      );
    }
    return scores.map((_, i) => slice(latent, [i, 0], [1, -1]));
  };
  const together = (parts: Tensor[]) => (parts.length === 1 ? parts[0]! : concat(parts));
  return {
    name,
    latentSize: scores[0]!.latentSize,
    affine: scores.every((score) => score.affine),
    samples: scores.length,
    value: (latent) => tidy(() => together(rows(latent).map((z, i) => scores[i]!.value(z))) as Tensor1D),
    cotangent: (latent) =>
      tidy(() => together(rows(latent).map((z, i) => scores[i]!.cotangent(z))) as Tensor2D),
    slice: (start, size) => perSample(name, scores.slice(start, start + size)),
  };
}

/** A concept vector stands for its dot product. */
export function scoreOf(concept: ConceptVector | ConceptScore): ConceptScore {
  return concept && 'vector' in concept ? dotProduct(concept) : concept;
}
