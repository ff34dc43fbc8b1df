import type { ConceptScore } from '@csm/core';
import { addN, div, sub, sum, type Tensor, type Tensor1D, type Tensor2D, tidy } from '@tensorflow/tfjs-core';

/**
 * What a complete map adds up to: s(z) − s(z₀), row by row, averaged over the latents z₀ of each baseline. `[batch]` a
 * score, the caller's.
 */
export function scoreDifferences(
  scores: readonly ConceptScore[],
  latent: Tensor2D,
  baselineLatents: readonly Tensor2D[],
): Tensor1D[] {
  return scores.map((score) =>
    tidy(() => {
      const start = addN(baselineLatents.map((z) => score.value(z)));
      return sub(score.value(latent), div(start, baselineLatents.length)) as Tensor1D;
    }),
  );
}

/** How far maps miss what they should add up to: Σ map − difference, `[batch]` a score, the caller's. */
export function completenessGaps(maps: readonly Tensor[], differences: readonly Tensor1D[]): Tensor1D[] {
  return maps.map((map, k) => tidy(() => sub(sumOfFeatures(map), differences[k]!) as Tensor1D));
}

/** Σ over all axes but the first. */
export function sumOfFeatures(map: Tensor): Tensor1D {
  return sum(
    map,
    map.shape.slice(1).map((_, axis) => axis + 1),
  );
}
