import type { BackwardRule, BackwardStep } from '@csm/core';
import { mul, step, sub, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { type IndexPrecision, nearestPercentile } from '../percentile.js';

/** The importance that rectified gradient thresholds: output times arriving gradient. */
const importance = ({ output, cotangent }: BackwardStep): Tensor => mul(output, cotangent);

/** g where a · g > τ (strictly), else 0. `step(r − τ)` is exact: a float32 difference is positive when r > τ is. */
const passAbove = (at: BackwardStep, threshold: Tensor | number): Tensor[] => [
  mul(at.cotangent, step(sub(importance(at), threshold))),
];

/** At a nonlinearity with output a: g ↦ g where a · g > τ, else 0, with one τ for all. */
export function rectifiedByThreshold(threshold: number): BackwardRule & { readonly threshold: number } {
  return {
    name: 'rectified, constant threshold',
    threshold,
    backward: (at) => passAbove(at, threshold),
  };
}

/** As {@link rectifiedByThreshold}, with τ the percentile of a · g over the node's features, for each sample. */
export function rectifiedByPercentile(
  percentile: number,
  precision: IndexPrecision,
): BackwardRule & { readonly percentile: number } {
  return {
    name: 'rectified, percentile',
    percentile,
    read: importance,
    backward(at, host) {
      const [batch, ...features] = at.cotangent.shape;
      const size = host!.length / batch!;
      const thresholds = Array.from({ length: batch! }, (_, i) =>
        nearestPercentile(host!.subarray(i * size, (i + 1) * size), percentile, precision),
      );
      return passAbove(at, tensor(thresholds, [batch!, ...features.map(() => 1)]));
    },
  };
}
