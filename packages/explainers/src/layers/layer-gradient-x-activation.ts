import { checkOptions } from '@csm/base';
import { clone, mul } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../checks/no-options.js';
import type { LayerMethod } from './layer-method.js';
import { disposeLayerPasses, layerPasses } from './layer-passes.js';

/**
 * Gradient × activation of a hidden layer h: h(x) ⊙ ∂s/∂h, the first-order estimate of what each output of the layer contributes to the score.
 *
 * Costs a forward pass, and one backward pass per concept. Linear in the concept vector.
 *
 * Source: the layer form of gradient × input, Shrikumar et al. 2016 (arXiv 1605.01713); Captum's `LayerGradientXActivation`.
 *
 * @param options an empty object or nothing, since the method has no options.
 * @category Hidden layers
 */
export function layerGradientXActivation(options: NoOptions = {}): LayerMethod {
  const caller = 'layerGradientXActivation';
  checkOptions(caller, options, {});
  return {
    name: 'gradient × activation',
    async attribute(target, layer, inputs, run) {
      const passes = await layerPasses(caller, target, layer, inputs, run);
      const { output, cotangents, latent } = passes;
      try {
        return {
          maps: cotangents.map((cotangent) => mul(output, cotangent)),
          ...(latent && { latent: clone(latent) }),
        };
      } finally {
        disposeLayerPasses(passes);
      }
    },
  };
}
