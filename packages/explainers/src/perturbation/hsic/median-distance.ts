/**
 * The median of |yₐ − y_b| over all pairs, by which kernels of numbers are scaled; of pairs that differ, if most do not.
 * @param values not all equal.
 */
export function medianDistance(values: Float64Array): number {
  const sorted = values.toSorted();
  const pairs = (values.length * (values.length - 1)) / 2;
  const median = medianFrom(sorted, 0, pairs);
  return median > 0 ? median : medianFrom(sorted, pairsWithin(sorted, 0).count, pairs);
}

/** The median of the distances from rank `first` on. */
function medianFrom(sorted: Float64Array, first: number, pairs: number): number {
  const half = (first + pairs - 1) / 2;
  return (distanceOfRank(sorted, Math.floor(half)) + distanceOfRank(sorted, Math.ceil(half))) / 2;
}

/** The distance of a rank, from 0, by bisection. Sorting all distances takes n² log n steps, this about 60 n. */
function distanceOfRank(sorted: Float64Array, rank: number): number {
  if (pairsWithin(sorted, 0).count > rank) return 0;
  let [low, high] = [0, sorted.at(-1)! - sorted[0]!];
  for (let middle = high / 2; low < middle && middle < high; middle = low + (high - low) / 2) {
    if (pairsWithin(sorted, middle).count > rank) high = middle;
    else low = middle;
  }
  return pairsWithin(sorted, high).largest;
}

/** Number of pairs that are at most `limit` apart, and the largest of their distances. */
function pairsWithin(
  sorted: Float64Array,
  limit: number,
): { readonly count: number; readonly largest: number } {
  let [count, largest, from] = [0, 0, 0];
  for (let to = 0; to < sorted.length; to++) {
    while (sorted[to]! - sorted[from]! > limit) from++;
    count += to - from;
    largest = Math.max(largest, sorted[to]! - sorted[from]!);
  }
  return { count, largest };
}
