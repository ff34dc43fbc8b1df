import type { Explainer, Run, Target } from '@csm/core/extend';
import { clone, mul, type Tensor, type Tensor2D, tidy } from '@tensorflow/tfjs-core';
import { disposeLayerPasses, layerPasses } from '../layers/layer-passes.js';
import { isTimesActivation } from './single-pass.js';

/**
 * Runs a method that propagates relevance, and reduces the relevance of a layer's outputs.
 * @param reduce called inside `tf.tidy` with the relevance of each score, `[batch, ...layerShape]`.
 */
export async function layerRelevance(
  caller: string,
  explainer: Explainer,
  target: Target,
  layer: string,
  inputs: Tensor,
  run: Run,
  reduce: (relevance: Tensor) => Tensor,
): Promise<{ maps: Tensor[]; latent?: Tensor2D }> {
  const timesActivation = isTimesActivation(caller, explainer);
  const passes = await layerPasses(caller, target, layer, inputs, run, (watched) =>
    explainer.attribute(watched, inputs, run),
  );
  const { output, cotangents, latent } = passes;
  try {
    const maps = tidy(() =>
      cotangents.map((cotangent) => reduce(timesActivation ? mul(cotangent, output) : cotangent)),
    );
    return { maps, ...(latent && { latent: clone(latent) }) };
  } finally {
    disposeLayerPasses(passes);
  }
}
