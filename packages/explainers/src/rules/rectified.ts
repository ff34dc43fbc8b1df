import type { BackwardRule, BackwardStep } from '@csm/core';
import { abs, mul, step, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type IndexPrecision, nearestPercentile } from '../percentile.js';

/** What rectified gradient thresholds: a · g, output times arriving gradient, or its magnitude. */
export type Importance = 'signed' | 'magnitude';

const importanceOf = ({ output, cotangent }: BackwardStep, kind: Importance): Tensor => {
  const product = mul(output, cotangent);
  return kind === 'magnitude' ? abs(product) : product;
};

/** g where the importance is above τ (strictly), else 0. `step(r − τ)` is exact: a float32 difference is positive when r > τ is. */
const passAbove = (at: BackwardStep, kind: Importance, threshold: Tensor | number): Tensor[] => [
  mul(at.cotangent, step(sub(importanceOf(at, kind), threshold))),
];

/** At a nonlinearity with output a: g ↦ g where a · g > τ, else 0, with one τ for all. */
export function rectifiedByThreshold(
  threshold: number,
  importance: Importance,
): BackwardRule & { readonly threshold: number; readonly importance: Importance } {
  return {
    name: 'rectified, constant threshold',
    threshold,
    importance,
    backward: (at) => passAbove(at, importance, threshold),
  };
}

/** As {@link rectifiedByThreshold}, with τ the percentile of the importance over the node's features, for each sample. */
export function rectifiedByPercentile(
  percentile: number,
  precision: IndexPrecision,
  importance: Importance,
): BackwardRule & { readonly percentile: number; readonly importance: Importance } {
  return {
    name: 'rectified, percentile',
    percentile,
    importance,
    read: (at) => importanceOf(at, importance),
    backward(at, host) {
      const [batch, ...features] = at.cotangent.shape;
      const size = host!.length / batch!;
      const thresholds = Array.from({ length: batch! }, (_, i) =>
        nearestPercentile(host!.subarray(i * size, (i + 1) * size), percentile, precision),
      );
      return passAbove(at, importance, tensor(thresholds, [batch!, ...features.map(() => 1)]));
    },
  };
}
