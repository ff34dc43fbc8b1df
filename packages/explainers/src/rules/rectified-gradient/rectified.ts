import {
  checkOneOf,
  checkOptions,
  checkPositive,
  invalidArgument,
  rows,
  shown,
  size,
  smallest,
} from '@csm/base';
import type { BackwardRule, BackwardStep } from '@csm/core/extend';
import {
  abs,
  mul,
  reshape,
  step,
  sub,
  type Tensor,
  type Tensor2D,
  tensor,
  transpose,
} from '@tensorflow/tfjs-core';
import { activations } from '../activations.js';
import { recordable } from '../recordable.js';
import { type IndexPrecision, nearestPercentile } from './percentile.js';
import { percentileOfRows } from './percentile-of-rows.js';
import type { DeadUnits, Importance, RectifiedOptions } from './rectified-options.js';

/** A rectified rule, with its settings as fields. */
export interface RectifiedRule extends BackwardRule {
  readonly importance: Importance;
  readonly deadUnits: DeadUnits;
  readonly percentile?: number;
  readonly indexPrecision?: IndexPrecision;
  readonly threshold?: number;
}

/**
 * Rectified gradient's rule for an activation with output a: only the gradient of important units goes back,
 * g ↦ g · [a · g > τ], with τ a percentile of a · g over the node's features, for each sample, or a constant.
 *
 * Source: Kim et al. 2019 (arXiv 1902.04893).
 *
 * @throws if the percentile is outside 0 to 100, the threshold is not finite, or both are given.
 * @category Backward rules
 */
export function rectified(options: RectifiedOptions = {}): RectifiedRule {
  checkOptions<RectifiedOptions>('rectified', options, {
    percentile: true,
    threshold: true,
    importance: true,
    deadUnits: true,
    indexPrecision: true,
  });
  checkRectified('rectified', options);
  const { percentile = 95, threshold, indexPrecision = 'float64' } = options;
  const { importance = 'signed', deadUnits = 'masked' } = options;
  const how = { importance, deadUnits };
  if (threshold !== undefined) {
    return recordable({
      name: 'rectified, constant threshold',
      threshold,
      ...how,
      backward: (at) => passAbove(at, how, threshold, threshold < 0),
    });
  }
  return {
    name: 'rectified, percentile',
    percentile,
    indexPrecision,
    ...how,
    read: (at) => importanceOf(at, importance),
    backward(at, host = new Float32Array()) {
      const [batch = 1, ...features] = at.cotangent.shape;
      const samples = rows(host, host.length / batch);
      const thresholds = Array.from(samples, (sample) =>
        nearestPercentile(sample, percentile, indexPrecision),
      );
      const column = tensor(thresholds, [batch, ...features.map(() => 1)]);
      return passAbove(at, how, column, smallest(thresholds) < 0);
    },
    emit(at) {
      const [, ...features] = at.cotangent.shape;
      const units = channelsFirst(importanceOf(at, importance));
      const samples = reshape(units, [-1, size(features)]) as Tensor2D;
      const thresholds = percentileOfRows(samples, percentile, indexPrecision);
      const column = reshape(thresholds, [-1, ...features.map(() => 1)]);
      return passAbove(at, how, column, importance === 'signed');
    },
  };
}

/** Checks the options of a rectified rule. @throws as {@link rectified}. */
export function checkRectified(caller: string, options: RectifiedOptions): void {
  const { percentile, threshold, importance, deadUnits, indexPrecision } = options;
  if (importance !== undefined) checkOneOf(caller, 'importance', importance, ['signed', 'magnitude']);
  if (deadUnits !== undefined) checkOneOf(caller, 'deadUnits', deadUnits, ['masked', 'passed']);
  if (indexPrecision !== undefined) {
    checkOneOf(caller, 'indexPrecision', indexPrecision, ['float64', 'float32']);
  }
  if (percentile !== undefined && threshold !== undefined) {
    throw invalidArgument(`${caller}: expected a percentile or a threshold; got both.`);
  }
  if (percentile !== undefined) checkPositive(caller, 'percentile', percentile, { orZero: true, max: 100 });
  if (threshold !== undefined && !Number.isFinite(threshold)) {
    throw invalidArgument(`${caller}: threshold must be a finite number; got ${shown(threshold)}.`);
  }
}

const importanceOf = ({ output, cotangent }: BackwardStep, kind: Importance): Tensor => {
  const product = mul(output, cotangent);
  return kind === 'magnitude' ? abs(product) : product;
};

/** In channels-first order, which ONNX models have already, so that no Transpose is written; a percentile does not depend on the order. */
function channelsFirst(units: Tensor): Tensor {
  const [batch, ...places] = units.shape.map((_, axis) => axis);
  const channels = places.pop();
  return channels === undefined ? units : transpose(units, [batch as number, channels, ...places]);
}

const isRelu = activations('relu');

/** g if the importance is above τ (strictly), else 0. `step(r − τ)` is exact: a float32 difference is positive when r > τ is. */
function passAbove(
  at: BackwardStep,
  { importance, deadUnits }: Pick<RectifiedRule, 'importance' | 'deadUnits'>,
  threshold: Tensor | number,
  mayBeNegative: boolean,
): Tensor[] {
  const passed = mul(at.cotangent, step(sub(importanceOf(at, importance), threshold)));
  // A dead unit's importance is 0, so it passes only if the threshold is negative. Elsewhere the mask changes nothing.
  const masked = mayBeNegative && deadUnits === 'masked' && isRelu(at.node);
  return [masked ? mul(passed, step(at.output)) : passed];
}
