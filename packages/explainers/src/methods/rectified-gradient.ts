import { checkBoolean, checkOneOf, checkOptions } from '@csm/base';
import type { Explainer } from '@csm/core/extend';
import { withSettings } from '../attribution/description.js';
import { rectifiedPasses } from '../attribution/rectified-passes.js';
import { activations as activationsOf, checkScope, scopeSetting } from '../rules/activations.js';
import { checkRectified, rectified } from '../rules/rectified-gradient/rectified.js';
import { allUnits } from '../rules/rectified-gradient/warnings.js';
import type { RectifiedGradientOptions } from './rectified-gradient-options.js';

/**
 * Rectified gradient (RectGrad): at every ReLU with output a, only the gradient of important units goes back:
 * g ↦ g · [a · g > τ], with τ a percentile of a · g over the layer; the result is multiplied by the input.
 *
 * Two settings decide much of what a map shows, so name both next to it. The percentile: with a higher one, less of each layer
 * passes. If its index is 0 (layers of few units), τ is the maximum and nothing passes: the map is then zero. The border mask (off
 * by default): in layers of few positions it removes most of them, 12 of 16 of a 4 × 4 layer, and then the mask decides where maps lie,
 * whatever the concept. `onWarning` is called before any computation if no unit of a layer passes, and if the mask leaves at most a
 * quarter of the positions of a convolution.
 *
 * Its maps are clean and depend little on the concept vector: read `docs/guide/reading-maps.md` before showing one. Costs as much as
 * the gradient, plus a selection per layer.
 *
 * Source: Kim et al. 2019 (arXiv 1902.04893); percentile 95 and the border mask are those of Brocki & Chung 2019, whose maps
 * `paperMethods.rectgrad` computes.
 *
 * @throws if an option is unknown, the percentile is outside 0 to 100, the threshold is not finite, or both are given.
 * @category Gradient methods
 */
export function rectifiedGradient(options: RectifiedGradientOptions = {}): Explainer {
  checkOptions<RectifiedGradientOptions>('rectifiedGradient', options, {
    percentile: true,
    threshold: true,
    borderMask: true,
    importance: true,
    maxPooling: true,
    deadUnits: true,
    activations: true,
    indexPrecision: true,
  });
  const { borderMask: masksBorder = false, maxPooling = 'winner', activations = 'relu', ...rest } = options;
  checkScope('rectifiedGradient', activations);
  checkRectified('rectifiedGradient', rest);
  checkOneOf('rectifiedGradient', 'maxPooling', maxPooling, ['winner', 'proportional']);
  checkBoolean('rectifiedGradient', 'borderMask', masksBorder);
  const { percentile = 95, threshold, indexPrecision = 'float64', importance, deadUnits } = rest;
  return {
    name: 'rectified gradient',
    description: withSettings(
      'rectified gradient',
      threshold === undefined ? `percentile ${percentile}` : `threshold ${threshold}`,
      masksBorder && 'border mask',
      importance === 'magnitude' && 'magnitudes',
      maxPooling === 'proportional' && 'proportional max pooling',
      deadUnits === 'passed' && 'dead units pass',
      scopeSetting(activations),
    ),
    ...rectifiedPasses({
      caller: 'rectifiedGradient',
      rectify: [[activationsOf(activations), rectified(rest)]],
      ...(threshold === undefined && { percentile: { percentile, indexPrecision, among: allUnits } }),
      masksBorder,
      maxPooling,
    }),
  };
}
