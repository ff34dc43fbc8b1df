import type { ConceptScore } from '@csm/core';
import { checkpoint, type Run, type Target } from '@csm/core/extend';
import {
  concat,
  dispose,
  split,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
} from '@tensorflow/tfjs-core';

/**
 * Encodes a batch, which is borrowed.
 * @param copies how many times the samples of the target are in the batch, one copy after the other.
 * @returns for each score, the scores of the batch.
 */
export async function scoresOf(
  { encoder, scores }: Target,
  batch: Tensor,
  run: Run,
  copies = 1,
): Promise<Float32Array[]> {
  await checkpoint(run);
  const latent = await encoder.encode(batch);
  const values: Tensor[] = [];
  try {
    for (const score of scores) values.push(valuesOf(score, latent, copies));
    return await Promise.all(values.map(async (value) => Float32Array.from(await value.data())));
  } finally {
    dispose([latent, ...values]);
  }
}

/** Scores that differ between samples take the latents of one copy at a time. */
function valuesOf(score: ConceptScore, latent: Tensor2D, copies: number): Tensor1D {
  if (copies === 1 || score.samples === undefined) return score.value(latent);
  return tidy(() => concat(split(latent, copies).map((copy) => score.value(copy as Tensor2D))));
}
