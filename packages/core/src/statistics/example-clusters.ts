import { contiguous } from '@csm/base';
import type { NdArray } from 'ndarray';
import seedrandom from 'seedrandom';
import { kMeansCluster } from 'simple-statistics';

/** Options of {@link exampleClusters}. */
export interface ExampleClustersOptions {
  readonly count: number;
  /** Of the first centres. Default 0. */
  readonly seed?: number;
}

/**
 * Clusters of examples in latent space by k-means: the rows of each cluster, the largest first. Each list can go to
 * {@link conceptOfExamples}. Another seed may find other clusters.
 *
 * @param latents `[n, latentSize]`, as `encode` gives them.
 * @throws if `count` is not a whole number from 1 to n, or above the number of latents that differ; if a latent is not
 * finite.
 */
export function exampleClusters(latents: NdArray, { count, seed = 0 }: ExampleClustersOptions): number[][] {
  const [rows, size] = latents.shape as [number, number];
  if (latents.shape.length !== 2) {
    throw new Error(`exampleClusters: expected latents of shape [n, latentSize]; got [${latents.shape}].`);
  }
  if (!(Number.isInteger(count) && count >= 1 && count <= rows)) {
    throw new Error(`exampleClusters: count must be a whole number from 1 to ${rows}; got ${count}.`);
  }
  const values = contiguous(latents);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1)
    throw new Error(`exampleClusters: the latent of example ${Math.floor(bad / size)} is not finite.`);
  const points = Array.from({ length: rows }, (_, row) => [...values.subarray(row * size, (row + 1) * size)]);
  const different = new Set(points.map(String)).size;
  if (count > different) {
    throw new Error(
      `exampleClusters: of the ${rows} examples only ${different} differ; count must be at most that, got ${count}.`,
    );
  }
  const labels = labelsOf(points, count, seedrandom(`${seed}`));
  return Array.from({ length: count }, (_, cluster) =>
    labels.flatMap((label, row) => (label === cluster ? [row] : [])),
  ).sort((a, b) => b.length - a.length);
}

const MOST_TRIES = 1000;

/**
 * The first centres are examples that are drawn. Of two that are equal one gets no example, and simple-statistics throws:
 * then others are drawn.
 */
function labelsOf(points: number[][], count: number, random: () => number): number[] {
  for (let left = MOST_TRIES; ; left--) {
    try {
      return kMeansCluster(points, count, random).labels;
    } catch (error) {
      if (left > 1 && /no friends/.test(String(error))) continue;
      throw new Error(
        `exampleClusters: found no ${count} clusters that all hold an example; give a smaller count.`,
        { cause: error },
      );
    }
  }
}
