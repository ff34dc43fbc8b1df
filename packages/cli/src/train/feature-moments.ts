import { contiguous } from '@csm/base';
import type { VectorSamples } from './vector-samples.js';

/** Samples that are read at once. */
const CHUNK = 256;

/** The mean and standard deviation of each feature. */
export interface FeatureMoments {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** The mean and standard deviation of each feature over samples. */
export async function featureMoments(
  samples: Pick<VectorSamples, 'size' | 'batches'>,
  rows: readonly number[],
): Promise<FeatureMoments> {
  const { size } = samples;
  const means = new Float64Array(size);
  const squares = new Float64Array(size);
  let count = 0;
  for await (const { inputs } of samples.batches(rows, CHUNK)) {
    const values = contiguous(inputs);
    for (let at = 0; at < values.length; at += size) {
      count++;
      // Welford's update: the squares of large numbers would lose their difference.
      for (let k = 0; k < size; k++) {
        const value = values[at + k] ?? 0;
        const change = value - (means[k] ?? 0);
        means[k] = (means[k] ?? 0) + change / count;
        squares[k] = (squares[k] ?? 0) + change * (value - (means[k] ?? 0));
      }
    }
  }
  return { means, deviations: squares.map((sum) => Math.sqrt(sum / count)) };
}
