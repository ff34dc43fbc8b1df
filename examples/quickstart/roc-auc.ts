/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counted half. Computed from
 * ranks (Mann & Whitney 1947).
 */
export function rocAuc(positives: ArrayLike<number>, negatives: ArrayLike<number>): number {
  const sorted = Float64Array.from(negatives).sort();
  let wins = 0;
  for (const score of Array.from(positives)) {
    const below = lowerBound(sorted, score);
    const ties = lowerBound(sorted, score, true) - below;
    wins += below + ties / 2;
  }
  return wins / (positives.length * negatives.length);
}

/** How many sorted values are less than (or, with `orEqual`, at most) the given one. */
function lowerBound(sorted: Float64Array, value: number, orEqual = false): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const below = orEqual ? sorted[middle]! <= value : sorted[middle]! < value;
    if (below) low = middle + 1;
    else high = middle;
  }
  return low;
}
