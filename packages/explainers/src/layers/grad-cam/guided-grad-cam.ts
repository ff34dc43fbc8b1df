import { checkOneOf, checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import { dispose, mul, tidy } from '@tensorflow/tfjs-core';
import { withSettings } from '../../attribution/description.js';
import { zip } from '../../checks/zip.js';
import { guidedBackprop } from '../../methods/guided-backprop.js';
import { classActivationMaps } from './class-activation-maps.js';
import { camLayer } from './grad-cam.js';
import type { GuidedGradCamOptions } from './guided-grad-cam-options.js';
import { spatialLayer } from './spatial-layer.js';

/**
 * Guided Grad-CAM of a concept score: the map of guided backpropagation times the upsampled map of {@link gradCam}, which is not negative.
 *
 * Crisp, and restricted to where Grad-CAM finds evidence; but its crispness is that of guided backprop, whose maps depend little on the
 * concept. Costs two gradients.
 *
 * Source: Selvaraju et al. 2017 (arXiv 1610.02391).
 *
 * @throws before the run, as {@link gradCam} and `guidedBackprop`.
 * @category Hidden layers
 */
export function guidedGradCam(options: GuidedGradCamOptions = {}): Explainer {
  const caller = 'guidedGradCam';
  checkOptions<GuidedGradCamOptions>(caller, options, {
    layer: true,
    interpolation: true,
    activations: true,
  });
  const { layer, interpolation = 'bilinear', activations } = options;
  checkOneOf(caller, 'interpolation', interpolation, ['bilinear', 'nearest']);
  const guided = guidedBackprop({ activations });
  return {
    name: 'guided Grad-CAM',
    description: withSettings(
      'guided Grad-CAM',
      camLayer(layer),
      interpolation === 'nearest' && 'nearest cells',
    ),
    check(target, onWarning) {
      guided.check?.(target, onWarning);
      spatialLayer(caller, target.encoder, layer);
    },
    async attribute(target, inputs, { onProgress, ...run }) {
      const half = (done: number) => onProgress?.({ done, total: 2 });
      const settings = { layer, clamp: true, interpolation };
      const cams = await classActivationMaps(caller, target, inputs, run, settings);
      try {
        half(1);
        const { maps, ...others } = await guided.attribute(target, inputs, run);
        try {
          const products = tidy(() => zip(maps, cams.maps).map(([map, cam]) => mul(map, cam)));
          half(2);
          return { ...others, maps: products };
        } finally {
          dispose([...maps]);
        }
      } finally {
        dispose([...cams.maps, ...(cams.latent ? [cams.latent] : [])]);
      }
    },
  };
}
