import {
  checkCount,
  checkOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  keyedRandom,
  type Progress,
  rows,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkLatents } from '../concepts/check-latents.js';
import { checkpoint } from '../explain/run.js';
import { kMeans } from './k-means.js';

/** Options of {@link exampleClusters}. */
export interface ExampleClustersOptions {
  /** How many clusters to find. */
  readonly count: number;
  /** How many times k-means starts, each time with other random centres; the best result is returned. Default 10. */
  readonly restarts?: number | undefined;
  /** Seed of the random initial centres. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
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
 * @category Find a concept
 */
export async function exampleClusters(
  latents: NdArray,
  options: ExampleClustersOptions,
): Promise<number[][]> {
  const caller = 'exampleClusters';
  checkOptions(caller, options, {
    count: true,
    restarts: true,
    seed: true,
    signal: true,
    onProgress: true,
  });
  checkWatchers(caller, options ?? {});
  const { count, restarts = 10, seed = 0, signal, onProgress } = options ?? {};
  const examples = checkLatents(caller, 'latents', latents).count;
  checkCount(caller, 'count', count, { max: examples });
  checkCount(caller, 'restarts', restarts);
  checkSeed(caller, seed);
  const run = { signal, pause: eventLoopYielder() };
  await checkpoint(run);
  const points = Array.from(rows(latents), (row) => Float64Array.from(row));
  const bad = points.findIndex((point) => !point.every(Number.isFinite));
  if (bad !== -1) throw invalidArgument(`${caller}: latents must be finite; that of example ${bad} is not.`);
  const different = differentPoints(points);
  if (count > different) {
    throw invalidArgument(
      `${caller}: count must be at most the number of different latents, ${different} of ${examples}; got ${count}.`,
    );
  }
  const clusters = Array.from({ length: count }, (): number[] => []);
  const labels = await kMeans(points, count, restarts, keyedRandom('example clusters', seed), {
    pause: () => checkpoint(run),
    onStart: (done) => onProgress?.({ done, total: restarts }),
  });
  for (const [row, label] of labels.entries()) clusters[label]?.push(row);
  return clusters.sort((a, b) => b.length - a.length);
}

/** The number of different points. Comparing sorted points usually reads only their first components. */
function differentPoints(points: readonly Float64Array[]): number {
  const sorted = points.toSorted(compare);
  return sorted.filter((point, i) => i === 0 || compare(point, sorted[i - 1] ?? []) !== 0).length;
}

function compare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  for (let k = 0; k < a.length; k++) {
    const difference = (a[k] ?? 0) - (b[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
