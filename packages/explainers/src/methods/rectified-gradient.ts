import { type BackwardRules, checkOptions, type Explainer, type GraphNode } from '@csm/core';
import {
  type ActivationScope,
  checkScope,
  inScope,
  warnWithoutActivations,
} from '../rules/activation-scope.js';
import { borderMask, isPaddedConvolution } from '../rules/border-mask.js';
import { type IndexPrecision, percentileIndex } from '../rules/percentile.js';
import { proportionalMaxPool } from '../rules/proportional-max-pool.js';
import {
  type DeadUnits,
  type Importance,
  rectifiedByPercentile,
  rectifiedByThreshold,
} from '../rules/rectified.js';
import { backwardPasses, checkReachable } from './backward-passes.js';
import { timesInput } from './times-input.js';

/** Options of {@link rectifiedGradient}: a percentile or a constant threshold. */
export interface RectifiedGradientOptions {
  /** Percentile, 0 to 100 (95, not 0.95), of a · g in a layer, for each sample, that is the layer's threshold. Default 95. */
  percentile?: number | undefined;
  /** One threshold for all layers, in place of a percentile. */
  threshold?: number | undefined;
  /**
   * Zero the gradient's outermost frame before every SAME convolution, as the reference implementation always does
   * against bright borders. Default false.
   */
  borderMask?: boolean | undefined;
  /** `magnitude` thresholds |a · g|, so that strong negative evidence passes too. Default `signed`, as in the paper. */
  importance?: Importance | undefined;
  /** How max pooling passes the gradient: to the winner (default), or `proportional` to all of a window (RectGrad-PRR). */
  maxPooling?: 'winner' | 'proportional' | undefined;
  /**
   * Whether ReLUs that were not active stop the gradient. Their a · g is 0, so with a threshold below 0 (low percentiles)
   * the published rule passes them, like Deconvnet; `passed` reproduces that. Default `masked`.
   */
  deadUnits?: DeadUnits | undefined;
  /** Nonlinearities that take the rule. Default `relu`, as in the paper; `all` as in the reference implementation. */
  activations?: ActivationScope | undefined;
  /** Arithmetic of the percentile's index; `float32` reproduces TensorFlow before 1.13. Default `float64`. */
  indexPrecision?: IndexPrecision | undefined;
}

/**
 * Rectified gradient (RectGrad): at every ReLU with output a, only the gradient of important units goes back:
 * g ↦ g · [a · g > τ], with τ a percentile of a · g over the layer; the result is multiplied by the input.
 *
 * Where the percentile's index is 0 (layers of few units) τ is the maximum and nothing passes: the map is then zero, which
 * the run's `onWarning` is told before the work.
 * Its maps are clean and depend little on the concept vector: read `docs/guide/reading-maps.md` before showing one.
 * Costs as much as the gradient and a selection a layer.
 *
 * Source: Kim et al. 2019 (arXiv 1902.04893); percentile 95 and the border mask are those of Brocki & Chung 2019.
 *
 * @throws if an option is unknown, the percentile is outside 0 to 100, the threshold not finite, or both are given.
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
  const { percentile = 95, threshold, activations = 'relu', indexPrecision = 'float64' } = options;
  const { importance = 'signed', maxPooling = 'winner', deadUnits = 'masked' } = options;
  const how = { importance, deadUnits };
  checkScope('rectifiedGradient', activations);
  checkThreshold(options);
  const rectified =
    threshold === undefined
      ? rectifiedByPercentile(percentile, indexPrecision, how)
      : rectifiedByThreshold(threshold, how);
  const rules: BackwardRules = (node) => {
    if (inScope(node, activations)) return rectified;
    if (maxPooling === 'proportional' && node.operation.kind === 'maxPool') return proportionalMaxPool;
    return options.borderMask && isPaddedConvolution(node) ? borderMask : undefined;
  };
  return {
    name: 'rectified gradient',
    attribute: async (target, inputs, run) =>
      timesInput(await backwardPasses(target, inputs, run, rules, { caller: 'rectifiedGradient' }), inputs),
    check({ encoder }, onWarning) {
      checkReachable('rectifiedGradient', encoder);
      warnWithoutActivations('rectifiedGradient', encoder, activations, onWarning);
      if (threshold !== undefined) return;
      if (percentile > 0 && percentile < 1) {
        onWarning(
          `rectifiedGradient: percentile ${percentile} is of 100, not of 1: were ${100 * percentile} meant?`,
        );
      }
      for (const node of encoder.graph?.nodes ?? []) {
        if (inScope(node, activations)) warnIfNothingPasses(node, percentile, indexPrecision, onWarning);
      }
    },
  };
}

/** Where the threshold is the layer's greatest importance, nothing is above it. */
function warnIfNothingPasses(
  { name, outputShape }: GraphNode,
  percentile: number,
  precision: IndexPrecision,
  onWarning: (message: string) => void,
): void {
  const units = outputShape.reduce((a, b) => a * b, 1);
  if (percentileIndex(units, percentile, precision) > 0) return;
  onWarning(
    `rectifiedGradient: layer "${name}" has ${units} units, of which percentile ${percentile} lets none through: nothing ` +
      'passes this layer, and maps are zero where there is no way around it. Take a lower percentile, or a threshold.',
  );
}

function checkThreshold(options: RectifiedGradientOptions): void {
  const { percentile, threshold, indexPrecision, importance, maxPooling, deadUnits } = options;
  if (importance !== undefined && importance !== 'signed' && importance !== 'magnitude') {
    throw new Error(
      `rectifiedGradient: importance must be 'signed' or 'magnitude'; got ${JSON.stringify(importance)}.`,
    );
  }
  if (maxPooling !== undefined && maxPooling !== 'winner' && maxPooling !== 'proportional') {
    throw new Error(
      `rectifiedGradient: maxPooling must be 'winner' or 'proportional'; got ${JSON.stringify(maxPooling)}.`,
    );
  }
  if (deadUnits !== undefined && deadUnits !== 'masked' && deadUnits !== 'passed') {
    throw new Error(
      `rectifiedGradient: deadUnits must be 'masked' or 'passed'; got ${JSON.stringify(deadUnits)}.`,
    );
  }
  if (indexPrecision !== undefined && indexPrecision !== 'float64' && indexPrecision !== 'float32') {
    throw new Error(
      `rectifiedGradient: indexPrecision must be 'float64' or 'float32'; got ${JSON.stringify(indexPrecision)}.`,
    );
  }
  if (percentile !== undefined && threshold !== undefined) {
    throw new Error('rectifiedGradient: give a percentile or a threshold, not both.');
  }
  if (percentile !== undefined && !(Number.isFinite(percentile) && percentile >= 0 && percentile <= 100)) {
    throw new Error(`rectifiedGradient: percentile must be from 0 to 100; got ${percentile}.`);
  }
  if (threshold !== undefined && !Number.isFinite(threshold)) {
    throw new Error(`rectifiedGradient: threshold must be a finite number; got ${threshold}.`);
  }
}
