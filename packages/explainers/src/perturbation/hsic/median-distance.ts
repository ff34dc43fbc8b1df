/**
 * The median of |yₐ − y_b| over all pairs, by which kernels of numbers are scaled; of pairs that differ, if most do not.
 * @param values not all equal.
 */
export function medianDistance(values: Float64Array): number {
  const distances = new Float64Array((values.length * (values.length - 1)) / 2);
  let pair = 0;
  for (let a = 0; a < values.length; a++) {
    for (let b = 0; b < a; b++) distances[pair++] = Math.abs(values[a]! - values[b]!);
  }
  distances.sort();
  const median = middle(distances);
  return median > 0 ? median : middle(distances.filter((distance) => distance > 0));
}

function middle(sorted: Float64Array): number {
  const half = (sorted.length - 1) / 2;
  return (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
}
