import { checkCount, checkOptions, checkSeed, invalidArgument, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import seedrandom from 'seedrandom';
import { kMeansCluster } from 'simple-statistics';
import { checkLatents } from '../concepts/check-latents.js';

/** Options of {@link exampleClusters}. */
export interface ExampleClustersOptions {
  /** How many clusters to find. */
  readonly count: number;
  /** Seed of the random initial centres. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Clusters examples in latent space by k-means. Each list of rows can be passed to {@link conceptOfExamples}. Another
 * seed may give other clusters.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @returns the rows of each cluster, the largest cluster first.
 * @throws if `count` is not a whole number from 1 to n, or exceeds the number of different latents; if a latent is not
 * finite.
 */
export function exampleClusters(latents: NdArray, options: ExampleClustersOptions): number[][] {
  const caller = 'exampleClusters';
  checkOptions(caller, options, { count: true, seed: true });
  const { count, seed = 0 } = options ?? {};
  const examples = checkLatents(caller, 'latents', latents).count;
  checkCount(caller, 'count', count, { max: examples });
  checkSeed(caller, seed);
  const points = Array.from(rows(latents), (row) => [...row]);
  const bad = points.findIndex((point) => !point.every(Number.isFinite));
  if (bad !== -1) throw invalidArgument(`${caller}: latents must be finite; that of example ${bad} is not.`);
  const different = new Set(points.map(String)).size;
  if (count > different) {
    throw invalidArgument(
      `${caller}: count must be at most the number of different latents, ${different} of ${examples}; got ${count}.`,
    );
  }
  const labels = clusterLabels(caller, points, count, seedrandom(`${seed}`));
  return Array.from({ length: count }, (_, cluster) =>
    labels.flatMap((label, row) => (label === cluster ? [row] : [])),
  ).sort((a, b) => b.length - a.length);
}

const MOST_TRIES = 1000;

/**
 * The initial centres are examples drawn at random. If two of them are equal, one of their clusters is empty and
 * simple-statistics throws; new centres are then drawn.
 */
function clusterLabels(caller: string, points: number[][], count: number, random: () => number): number[] {
  for (let left = MOST_TRIES; ; left--) {
    try {
      return kMeansCluster(points, count, random).labels;
    } catch (cause) {
      if (left > 1 && /no friends/.test(String(cause))) continue;
      throw invalidArgument(
        `${caller}: found no ${count} clusters that each hold an example; pass a smaller count.`,
        { cause },
      );
    }
  }
}
