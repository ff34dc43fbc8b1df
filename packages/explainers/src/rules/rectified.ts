import type { BackwardRule, BackwardStep } from '@csm/core';
import { abs, mul, step, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { inScope } from './activation-scope.js';
import { type IndexPrecision, nearestPercentile } from './percentile.js';

/** What rectified gradient thresholds: a · g, output times arriving gradient, or its magnitude. */
export type Importance = 'signed' | 'magnitude';

/** Whether the gradient passes a ReLU that was not active, where the threshold is negative and lets it. */
export type DeadUnits = 'masked' | 'passed';

/** How the gradient that passes is chosen, but for the threshold. */
export interface Rectification {
  readonly importance: Importance;
  readonly deadUnits: DeadUnits;
}

const importanceOf = ({ output, cotangent }: BackwardStep, kind: Importance): Tensor => {
  const product = mul(output, cotangent);
  return kind === 'magnitude' ? abs(product) : product;
};

/** g where the importance is above τ (strictly), else 0. `step(r − τ)` is exact: a float32 difference is positive when r > τ is. */
function passAbove(
  at: BackwardStep,
  { importance, deadUnits }: Rectification,
  threshold: Tensor | number,
  anyNegative: boolean,
): Tensor[] {
  const passed = mul(at.cotangent, step(sub(importanceOf(at, importance), threshold)));
  // A dead unit's importance is 0: only a negative threshold lets it through.
  const masks = anyNegative && deadUnits === 'masked' && inScope(at.node, 'relu');
  return [masks ? mul(passed, step(at.output)) : passed];
}

/** At a nonlinearity with output a: g ↦ g where a · g > τ, else 0, with one τ for all. */
export function rectifiedByThreshold(
  threshold: number,
  how: Rectification,
): BackwardRule & Rectification & { readonly threshold: number } {
  return {
    name: 'rectified, constant threshold',
    threshold,
    ...how,
    backward: (at) => passAbove(at, how, threshold, threshold < 0),
  };
}

/** As {@link rectifiedByThreshold}, with τ the percentile of the importance over the node's features, for each sample. */
export function rectifiedByPercentile(
  percentile: number,
  precision: IndexPrecision,
  how: Rectification,
): BackwardRule & Rectification & { readonly percentile: number } {
  return {
    name: 'rectified, percentile',
    percentile,
    ...how,
    read: (at) => importanceOf(at, how.importance),
    backward(at, host) {
      const [batch, ...features] = at.cotangent.shape;
      const size = host!.length / batch!;
      const thresholds = Array.from({ length: batch! }, (_, i) =>
        nearestPercentile(host!.subarray(i * size, (i + 1) * size), percentile, precision),
      );
      const column = tensor(thresholds, [batch!, ...features.map(() => 1)]);
      return passAbove(
        at,
        how,
        column,
        thresholds.some((threshold) => threshold < 0),
      );
    },
  };
}
