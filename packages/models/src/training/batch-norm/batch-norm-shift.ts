import { largest, smallest } from '@csm/base';
import { epsilonOf, type Layer, type Statistics } from './batch-norm-layers.js';

/** The change of the statistics of one BatchNorm layer. */
export interface BatchNormShift {
  /** Path of the layer: `encoder/…` or `decoder/…`. */
  readonly layer: string;
  /** Largest change of a channel's mean, in standard deviations of the data. */
  readonly meanShift: number;
  /** Smallest and largest ratio, over channels, of the old variance to that of the data (both + the layer's epsilon). */
  readonly varianceRatio: readonly [number, number];
}

/** Compares the statistics of a layer before and after. */
export function batchNormShift(
  path: string,
  layer: Layer,
  before: Statistics,
  after: Statistics,
): BatchNormShift {
  const epsilon = epsilonOf(layer);
  const shifts: number[] = [];
  const ratios: number[] = [];
  for (const [c, mean] of Array.from(after.mean).entries()) {
    const variance = (after.variance[c] as number) + epsilon;
    shifts.push(Math.abs(mean - (before.mean[c] as number)) / Math.sqrt(variance));
    ratios.push(((before.variance[c] as number) + epsilon) / variance);
  }
  return {
    layer: path,
    meanShift: largest(shifts),
    varianceRatio: [smallest(ratios), largest(ratios)],
  };
}
