import { type Attribution, type BackwardRules, checkpoint, type Run, type Target } from '@csm/core';
import { clone, dispose, type Tensor } from '@tensorflow/tfjs-core';

/**
 * One forward pass of the inputs, then one backward pass a score, by the given rules: all that a gradient-like
 * method does.
 */
export async function backwardPasses(
  { encoder, scores }: Target,
  inputs: Tensor,
  run: Run,
  rules?: BackwardRules,
): Promise<Attribution> {
  await checkpoint(run);
  const trace = encoder.trace(inputs);
  const maps: Tensor[] = [];
  try {
    for (const score of scores) {
      await checkpoint(run);
      const cotangent = score.cotangent(trace.latent);
      maps.push(await trace.backward(cotangent, rules).finally(() => cotangent.dispose()));
      run.onProgress?.(maps.length / scores.length);
    }
    return { maps, latent: clone(trace.latent) };
  } catch (error) {
    dispose(maps);
    throw error;
  } finally {
    trace.dispose();
  }
}
