import { checkCount, checkOptions, checkSeed, invalidArgument, rows } from '@csm/base';
import type { NdArray } from 'ndarray';
import seedrandom from 'seedrandom';
import { checkLatents } from '../concepts/check-latents.js';
import { kMeans } from './k-means.js';

/** Options of {@link exampleClusters}. */
export interface ExampleClustersOptions {
  /** How many clusters to find. */
  readonly count: number;
  /** How many times k-means starts, each time with other random centres; the best result is returned. Default 10. */
  readonly restarts?: number | undefined;
  /** Seed of the random initial centres. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Clusters examples in latent space by k-means. Each list of rows can be passed to {@link conceptOfExamples}.
 *
 * Each of several starts draws its centres by greedy k-means++. The clusters with the lowest inertia (the sum of the squared
 * distances between the latents and the means of their clusters) are returned. The same seed gives the same clusters;
 * another seed may give others where clusters are not well separated.
 *
 * Sources: Lloyd 1982; Arthur & Vassilvitskii 2007.
 *
 * @param latents `[n, latentSize]`, as `encode` returns them.
 * @returns the rows of each cluster, the largest cluster first.
 * @throws if `count` is not a whole number from 1 to n, or exceeds the number of different latents; if `restarts` is not a
 * whole number of at least 1; if a latent is not finite.
 */
export function exampleClusters(latents: NdArray, options: ExampleClustersOptions): number[][] {
  const caller = 'exampleClusters';
  checkOptions(caller, options, { count: true, restarts: true, seed: true });
  const { count, restarts = 10, seed = 0 } = options ?? {};
  const examples = checkLatents(caller, 'latents', latents).count;
  checkCount(caller, 'count', count, { max: examples });
  checkCount(caller, 'restarts', restarts);
  checkSeed(caller, seed);
  const points = Array.from(rows(latents), (row) => Float64Array.from(row));
  const bad = points.findIndex((point) => !point.every(Number.isFinite));
  if (bad !== -1) throw invalidArgument(`${caller}: latents must be finite; that of example ${bad} is not.`);
  const different = new Set(points.map(String)).size;
  if (count > different) {
    throw invalidArgument(
      `${caller}: count must be at most the number of different latents, ${different} of ${examples}; got ${count}.`,
    );
  }
  const clusters = Array.from({ length: count }, (): number[] => []);
  for (const [row, label] of kMeans(points, count, restarts, seedrandom(`${seed}`)).entries()) {
    clusters[label]?.push(row);
  }
  return clusters.sort((a, b) => b.length - a.length);
}
