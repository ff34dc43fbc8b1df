import {
  add,
  matMul,
  mul,
  relu,
  reshape,
  slice,
  step,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { ConceptScore } from '../../scores/concept-score.js';
import { largestOnly } from './largest-only.js';
import type { TopKWeights } from './top-k-weights.js';

/** The codes of a batch of latents, `[batch, count]`. The caller disposes them. */
export function topKCodes(latent: Tensor2D, weights: TopKWeights): Tensor2D {
  const { encoder, shift, latentSize, count, active } = weights;
  return tidy(() => {
    const before = add(matMul(latent, tensor2d(encoder, [latentSize, count])), tensor1d(shift)) as Tensor2D;
    return mul(relu(before), largestOnly(before, active)) as Tensor2D;
  });
}

/** The code of one direction as a score. Its derivative is row j of W where the code is positive, and 0 elsewhere. */
export function topKScore(name: string, j: number, weights: TopKWeights): ConceptScore {
  const { encoder, directions, latentSize, count } = weights;
  const filter = Float32Array.from({ length: latentSize }, (_, k) => encoder[k * count + j]!);
  const own = (latent: Tensor2D) => slice(topKCodes(latent, weights), [0, j], [-1, 1]);
  return {
    name,
    concept: { name, vector: directions.slice(j * latentSize, (j + 1) * latentSize) },
    latentSize,
    affine: false,
    value: (latent) => tidy(() => reshape(own(latent), [-1]) as Tensor1D),
    cotangent: (latent) =>
      tidy(() => mul(step(own(latent)), reshape(tensor1d(filter), [1, latentSize])) as Tensor2D),
  };
}
