import type { LabelUnits } from './label-units.js';

/**
 * The difference between the means of positive and negative examples in each dimension. With several blocks, the mean of their
 * differences, weighted by n₊ n₋ / n (Cochran 1954): the coefficient of the label in a regression on label and block. NaN if
 * no block has both labels.
 */
export function meanDifferences(
  rows: readonly (Float32Array | Float64Array)[],
  { unitOf, blocks, labels }: LabelUnits,
): Float64Array {
  const size = rows[0]?.length ?? 0;
  const sides: { count: number; sums: Float64Array }[][] = [];
  for (const [i, row] of rows.entries()) {
    const unit = unitOf[i] ?? 0;
    const block = blocks[unit] ?? 0;
    sides[block] ??= [0, 1].map(() => ({ count: 0, sums: new Float64Array(size) }));
    const side = sides[block][labels[unit] ?? 0];
    if (side === undefined) continue;
    side.count++;
    for (const [j, value] of row.entries()) side.sums[j] = (side.sums[j] ?? 0) + value;
  }
  const differences = new Float64Array(size);
  let weights = 0;
  for (const [down, up] of sides) {
    if (!up || !down || up.count === 0 || down.count === 0) continue;
    const weight = (up.count * down.count) / (up.count + down.count);
    weights += weight;
    for (let j = 0; j < size; j++) {
      const difference = (up.sums[j] ?? 0) / up.count - (down.sums[j] ?? 0) / down.count;
      differences[j] = (differences[j] ?? 0) + weight * difference;
    }
  }
  return differences.map((value) => value / weights);
}
