import type { Graph } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { float64DeepLift } from './deep-lift.js';
import { exact, float64Steps, type Rounding } from './network.js';
import { float64Relevance, stable } from './relevance.js';

/** The samples of a batch, one after another. */
export function samplesOf({ data, shape, size }: NdArray<Float32Array>): Float32Array[] {
  const length = size / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, i) => data.subarray(i * length, (i + 1) * length));
}

export interface RelevanceOptions {
  readonly epsilon: number;
  readonly rounding?: Rounding;
}

/** The maps of ε-LRP of a batch for the score d · z, one after another; the score is a last layer, with its own ε. */
export function relevanceMaps(
  graph: Graph,
  inputs: NdArray<Float32Array>,
  direction: readonly number[],
  { epsilon, rounding = exact }: RelevanceOptions,
): number[] {
  return samplesOf(inputs).flatMap((sample, index) => {
    const steps = float64Steps(graph, sample, index, rounding);
    const shares = steps[graph.output]!.output.map((z, i) => z * direction[i]!);
    const score = sum(shares);
    const seed = shares.map((share) => (share * score) / stable(score, epsilon));
    return [...float64Relevance(graph, steps, seed, { epsilon, rounding })];
  });
}

/** The maps of DeepLIFT from 0 of a batch for the score d · z, and the differences of the scores. */
export function deepLiftMaps(
  graph: Graph,
  inputs: NdArray<Float32Array>,
  direction: readonly number[],
): { maps: number[]; differences: number[] } {
  const each = samplesOf(inputs).map((sample, index) => {
    const steps = float64Steps(graph, sample, index);
    const start = float64Steps(graph, new Float32Array(sample.length), index);
    const change = steps[graph.output]!.output.map(
      (z, i) => (z - start[graph.output]!.output[i]!) * direction[i]!,
    );
    return { map: float64DeepLift(graph, steps, start, direction), difference: sum(change) };
  });
  return { maps: each.flatMap(({ map }) => [...map]), differences: each.map(({ difference }) => difference) };
}

export const sum = (values: Float64Array | Float32Array): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The largest difference, as a share of the largest expected number. */
export function largestDifference(values: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (values.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [difference, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs(values[i]! - expected[i]!));
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return difference / largest;
}
