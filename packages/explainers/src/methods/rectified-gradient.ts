import { checkBoolean, checkOneOf, checkOptions, size, someNames } from '@csm/base';
import type { Explainer, GraphNode } from '@csm/core/extend';
import { backwardPasses } from '../attribution/backward-passes.js';
import { withSettings } from '../attribution/description.js';
import { timesInput } from '../attribution/times-input.js';
import {
  activations as activationsOf,
  checkScope,
  SEE_ACTIVATIONS,
  scopeSetting,
} from '../rules/activations.js';
import { checkRules } from '../rules/check-rules.js';
import { composite, type RulePair } from '../rules/composite.js';
import { isPaddedConvolution } from '../rules/matchers.js';
import { borderMask } from '../rules/rectified-gradient/border-mask.js';
import { type IndexPrecision, percentileIndex } from '../rules/rectified-gradient/percentile.js';
import { proportionalMaxPool } from '../rules/rectified-gradient/proportional-max-pool.js';
import { checkRectified, rectified } from '../rules/rectified-gradient/rectified.js';
import type { RectifiedGradientOptions } from './rectified-gradient-options.js';

/**
 * Rectified gradient (RectGrad): at every ReLU with output a, only the gradient of important units goes back:
 * g ↦ g · [a · g > τ], with τ a percentile of a · g over the layer; the result is multiplied by the input.
 *
 * If the percentile's index is 0 (layers of few units), τ is the maximum and nothing passes: the map is then zero,
 * and the run's `onWarning` is called before any computation. Its maps are clean and depend little on the concept
 * vector: read `docs/guide/reading-maps.md` before showing one. Costs as much as the gradient, plus a selection per
 * layer.
 *
 * Source: Kim et al. 2019 (arXiv 1902.04893); percentile 95 and the border mask are those of Brocki & Chung 2019.
 *
 * @throws if an option is unknown, the percentile is outside 0 to 100, the threshold is not finite, or both are given.
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
  const rectify: RulePair = [activationsOf(activations), rectified(rest)];
  const rules = composite([
    rectify,
    ...(maxPooling === 'proportional' ? [['maxPool', proportionalMaxPool()] as const] : []),
    ...(masksBorder ? [[isPaddedConvolution, borderMask()] as const] : []),
  ]);
  return {
    name: 'rectified gradient',
    description: withSettings(
      'rectified gradient',
      rest.threshold === undefined ? `percentile ${rest.percentile ?? 95}` : `threshold ${rest.threshold}`,
      masksBorder && 'border mask',
      rest.importance === 'magnitude' && 'magnitudes',
      maxPooling === 'proportional' && 'proportional max pooling',
      rest.deadUnits === 'passed' && 'dead units pass',
      scopeSetting(activations),
    ),
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, { rules, caller: 'rectifiedGradient' }), inputs),
    check({ encoder }, onWarning) {
      const { percentile = 95, threshold, indexPrecision = 'float64' } = rest;
      const rectifies = composite([rectify]);
      checkRules('rectifiedGradient', encoder, rectifies, onWarning, SEE_ACTIVATIONS);
      if (threshold !== undefined) return;
      if (percentile > 0 && percentile < 1) {
        onWarning(
          `rectifiedGradient: percentile ${percentile} is on a scale from 0 to 100; write ${100 * percentile} for the share ${percentile}.`,
        );
      }
      const nodes = encoder.graph?.nodes.filter((node) => rectifies(node) !== undefined) ?? [];
      warnIfNothingPasses(nodes, percentile, indexPrecision, onWarning);
    },
  };
}

/** If the threshold is a layer's greatest importance, nothing is above it. */
function warnIfNothingPasses(
  nodes: readonly GraphNode[],
  percentile: number,
  precision: IndexPrecision,
  onWarning: (message: string) => void,
): void {
  const blocked = nodes.filter(
    ({ outputShape }) => percentileIndex(size(outputShape), percentile, precision) <= 0,
  );
  if (blocked.length === 0) return;
  const names = someNames(
    'layer',
    blocked.map(({ name }) => name),
  );
  onWarning(
    `rectifiedGradient: percentile ${percentile} lets no unit of ${names} pass: maps are zero unless another path goes around them; choose ` +
      'a lower percentile, or a threshold.',
  );
}
