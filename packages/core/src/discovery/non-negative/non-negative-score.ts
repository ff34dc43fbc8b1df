import { dot } from '@csm/base';
import { type Tensor2D, tensor1d, tensor2d } from '@tensorflow/tfjs-core';
import type { ConceptScore } from '../../scores/concept-score.js';
import {
  type NonNegativeSolution,
  nonNegativeLeastSquares,
  solveFree,
} from './non-negative-least-squares.js';

/** Directions whose codes minimise ‖z − offset − Σⱼ aⱼ dⱼ‖² + 2 penalty Σⱼ aⱼ with aⱼ ≥ 0. */
export interface NonNegativeCodes {
  readonly directions: readonly Float64Array[];
  readonly offset: Float64Array;
  /** dᵢ · dⱼ. */
  readonly gram: readonly Float64Array[];
  readonly penalty: number;
}

/** The codes of one latent. */
export function solvedCodes(
  { directions, offset, gram, penalty }: NonNegativeCodes,
  latent: ArrayLike<number>,
): NonNegativeSolution {
  const centred = offset.map((value, k) => latent[k]! - value);
  const right = Float64Array.from(
    directions,
    (direction) => dot(direction, centred, centred.length) - penalty,
  );
  return nonNegativeLeastSquares(gram, right);
}

/**
 * The code of one direction as a score. It is piecewise linear in the latent: as long as the same codes are positive, its derivative is row j of
 * the pseudoinverse of their directions, and it is 0 where the code is 0.
 */
export function nonNegativeScore(name: string, j: number, codes: NonNegativeCodes): ConceptScore {
  const { directions, gram } = codes;
  const latentSize = codes.offset.length;
  const latentsOf = (latent: Tensor2D) => {
    const values = latent.dataSync();
    return Array.from({ length: latent.shape[0] }, (_, i) =>
      values.subarray(i * latentSize, (i + 1) * latentSize),
    );
  };
  return {
    name,
    concept: { name, vector: Float32Array.from(directions[j]!) },
    latentSize,
    affine: false,
    value: (latent) =>
      tensor1d(
        latentsOf(latent).map((z) => solvedCodes(codes, z).values[j]!),
        'float32',
      ),
    cotangent(latent) {
      const slopes = new Float32Array(latent.size);
      for (const [i, z] of latentsOf(latent).entries()) {
        const { free } = solvedCodes(codes, z);
        if (!free.includes(j)) continue;
        const unit = Float64Array.from(gram, (_, k) => Number(k === j));
        const weights = solveFree(gram, unit, free)!;
        for (const [at, k] of free.entries()) {
          const direction = directions[k]!;
          for (let m = 0; m < latentSize; m++) slopes[i * latentSize + m]! += weights[at]! * direction[m]!;
        }
      }
      return tensor2d(slopes, [latent.shape[0], latentSize]);
    },
  };
}
