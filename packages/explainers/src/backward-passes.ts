import type { Attribution, BackwardRules, Run, Target } from '@csm/core';
import { clone, dispose, type Tensor } from '@tensorflow/tfjs-core';

/**
 * One forward pass of the inputs, then one backward pass a score, by the given rules: all that a gradient-like
 * method does.
 */
export async function backwardPasses(
  { encoder, scores }: Target,
  inputs: Tensor,
  { signal, onProgress }: Run,
  rules?: BackwardRules,
): Promise<Attribution> {
  signal?.throwIfAborted();
  const trace = encoder.trace(inputs);
  const maps: Tensor[] = [];
  try {
    for (const score of scores) {
      signal?.throwIfAborted();
      const cotangent = score.cotangent(trace.latent);
      maps.push(await trace.backward(cotangent, rules).finally(() => cotangent.dispose()));
      onProgress?.(maps.length / scores.length);
    }
    return { maps, latent: clone(trace.latent) };
  } catch (error) {
    dispose(maps);
    throw error;
  } finally {
    trace.dispose();
  }
}
