/** Weighted mean and sum of squared deviations a channel, in double precision. */
export interface Pool {
  count: number;
  mean: number[];
  squares: number[];
}

/** A pool of nothing. */
export function emptyPool(): Pool {
  return { count: 0, mean: [], squares: [] };
}

/** Adds a batch's `[means, variances]` by the pairwise update of Chan, Golub & LeVeque (1979). */
export function pool(into: Pool, batch: Float32Array, count: number): void {
  const channels = batch.length / 2;
  const total = into.count + count;
  for (let c = 0; c < channels; c++) {
    const mean = into.mean[c] ?? 0;
    const difference = batch[c]! - mean;
    into.mean[c] = mean + (difference * count) / total;
    into.squares[c] =
      (into.squares[c] ?? 0) +
      batch[channels + c]! * count +
      (difference * difference * into.count * count) / total;
  }
  into.count = total;
}
