import { checkBoolean, checkOneOf, checkOptions } from '@csm/base';
import { checkTraceable, type Explainer } from '@csm/core/extend';
import { dispose, div, mul, onesLike, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { withSettings } from '../../attribution/description.js';
import { classActivationMaps } from './class-activation-maps.js';
import type { GradCamOptions } from './grad-cam-options.js';
import { spatialLayer } from './spatial-layer.js';

/**
 * Grad-CAM of a concept score: the outputs a of a convolution, weighted by the gradients' means over positions and added over its channels
 * c, max(0, Σ_c mean(∂s/∂a_c) · a_c), upsampled to the input's size.
 *
 * Coarse: it has the layer's resolution, and says where evidence for the concept is, not which pixels. The map of a pixel is shared
 * equally among the input's channels, so that their sum is the map. Not complete; not linear in the concept vector, unless `clamp` is false.
 *
 * Costs a gradient. Needs an encoder that shows its layers and has convolutions.
 *
 * Source: Selvaraju et al. 2017 (arXiv 1610.02391).
 *
 * @throws before the run, if the encoder does not show its layers, has no such layer, or the layer's outputs do not have the spatial axes
 *   of the input.
 * @category Hidden layers
 */
export function gradCam(options: GradCamOptions = {}): Explainer {
  const caller = 'gradCam';
  checkOptions<GradCamOptions>(caller, options, { layer: true, clamp: true, interpolation: true });
  const { layer, clamp = true, interpolation = 'bilinear' } = options;
  checkBoolean(caller, 'clamp', clamp);
  checkOneOf(caller, 'interpolation', interpolation, ['bilinear', 'nearest']);
  return {
    name: 'Grad-CAM',
    description: withSettings(
      'Grad-CAM',
      camLayer(layer),
      !clamp && 'signed',
      interpolation === 'nearest' && 'nearest cells',
    ),
    linear: !clamp,
    check({ encoder }) {
      checkTraceable(caller, encoder);
      spatialLayer(caller, encoder, layer);
    },
    async attribute(target, inputs, run) {
      const found = await classActivationMaps(caller, target, inputs, run, { layer, clamp, interpolation });
      const { channels } = spatialLayer(caller, target.encoder, layer);
      return { ...found, maps: overChannels(found.maps, channels, inputs) };
    },
  };
}

/** The layer as part of a description. */
export function camLayer(layer: string | undefined): string {
  return layer === undefined ? 'last convolution' : `layer ${layer}`;
}

/** Shares maps equally among the channels of the inputs. Disposes the maps. */
function overChannels(maps: readonly Tensor[], channels: number, inputs: Tensor): Tensor[] {
  try {
    return tidy(() => maps.map((map) => mul(div(map, channels), onesLike(inputs))));
  } finally {
    dispose([...maps]);
  }
}
