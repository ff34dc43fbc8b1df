import type { Statistics } from './batch-norm-layers.js';

/** Weighted mean and sum of squared deviations per channel, in double precision. */
export interface Pool {
  count: number;
  mean: number[];
  squares: number[];
}

/** A pool without data. */
export function emptyPool(): Pool {
  return { count: 0, mean: [], squares: [] };
}

/**
 * Adds a batch to a pool by the pairwise update of Chan, Golub & LeVeque (1979).
 * @param moments the batch's means, then its variances.
 * @param count the weight of the batch.
 */
export function addToPool(pool: Pool, moments: Float32Array, count: number): void {
  const channels = moments.length / 2;
  const total = pool.count + count;
  const variances = moments.subarray(channels);
  for (const [c, batchMean] of moments.subarray(0, channels).entries()) {
    const mean = pool.mean[c] ?? 0;
    const difference = batchMean - mean;
    pool.mean[c] = mean + (difference * count) / total;
    pool.squares[c] =
      (pool.squares[c] ?? 0) +
      (variances[c] ?? 0) * count +
      (difference * difference * pool.count * count) / total;
  }
  pool.count = total;
}

/** Mean and variance of everything in a pool. */
export function statisticsOf({ mean, squares, count }: Pool): Statistics {
  return { mean, variance: squares.map((sum) => sum / count) };
}
