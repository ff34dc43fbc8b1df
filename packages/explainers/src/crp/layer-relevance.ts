import type { Explainer } from '@csm/core/extend';
import { clone, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { memoryFootprint } from '../attribution/memory-footprint.js';
import { isTimesActivation } from '../attribution/single-pass.js';
import { disposeLayerPasses, layerPasses } from '../layers/layer-passes.js';

/**
 * The method whose maps are the reduced relevance of a layer's outputs.
 * @param explainer a method that propagates relevance.
 * @param reduce called inside `tf.tidy` with the relevance of each score, `[batch, ...layerShape]`.
 * @throws if the method's maps are not relevance.
 */
export function layerRelevance(
  caller: string,
  explainer: Explainer,
  layer: string,
  reduce: (relevance: Tensor) => Tensor,
): Explainer {
  const timesActivation = isTimesActivation(caller, explainer);
  return {
    name: explainer.name,
    ...memoryFootprint(explainer),
    check: (target, onWarning) => explainer.check?.(target, onWarning),
    async attribute(target, inputs, run) {
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
    },
  };
}
