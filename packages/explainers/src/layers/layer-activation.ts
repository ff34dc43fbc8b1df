import { checkOptions } from '@csm/base';
import { clone } from '@tensorflow/tfjs-core';
import type { NoOptions } from '../checks/no-options.js';
import type { LayerMethod } from './layer-method.js';
import { disposeLayerPasses, layerPasses } from './layer-passes.js';

/**
 * The outputs of a hidden layer: h(x). They are the same for all concepts.
 *
 * Costs a forward and a backward pass.
 *
 * @param options an empty object or nothing, since the method has no options.
 * @category Hidden layers
 */
export function layerActivation(options: NoOptions = {}): LayerMethod {
  const caller = 'layerActivation';
  checkOptions(caller, options, {});
  return {
    name: 'activation',
    async attribute({ encoder, scores }, layer, inputs, run) {
      const first = { encoder, scores: scores.slice(0, 1) };
      const passes = await layerPasses(caller, first, layer, inputs, run);
      const { output, latent } = passes;
      try {
        return { maps: scores.map(() => clone(output)), ...(latent && { latent: clone(latent) }) };
      } finally {
        disposeLayerPasses(passes);
      }
    },
  };
}
