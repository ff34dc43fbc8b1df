import type { ConceptScore } from '@csm/core';
import { addN, div, sub, sum, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { zip } from '../checks/zip.js';

/**
 * The values to which complete maps add up: s(z) − s(z₀), row by row, averaged over the latents z₀ of each baseline.
 * @returns `[batch]` per score, which the caller must dispose.
 */
export function scoreDifferences(
  scores: readonly ConceptScore[],
  latent: Tensor2D,
  baselineLatents: readonly Tensor2D[],
): Tensor1D[] {
  // All scores are computed in one tidy, so that nothing is leaked if a score throws.
  return tidy(() =>
    scores.map((score) => {
      const start = addN(baselineLatents.map((z) => score.value(z)));
      return sub(score.value(latent), div(start, baselineLatents.length)) as Tensor1D;
    }),
  );
}

/** The error of each map's sum, Σ map − difference: `[batch]` per score, which the caller must dispose. */
export function completenessGaps(maps: readonly Tensor[], differences: readonly Tensor1D[]): Tensor1D[] {
  return zip(maps, differences).map(([map, difference]) =>
    tidy(() => sub(sumOfFeatures(map), difference) as Tensor1D),
  );
}

/** The sum over all axes except the first. */
export function sumOfFeatures(map: Tensor): Tensor1D {
  return sum(
    map,
    map.shape.slice(1).map((_, axis) => axis + 1),
  );
}
