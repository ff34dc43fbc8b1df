/**
 * Mean over rows of the same length, such as the mean latent of examples, in float64.
 *
 * Each number is divided by n before it is added. Concept vectors and their maps depend on these means: another order
 * of operations, such as that of {@link mean}, would change their last bits.
 *
 * @param rows for example the rows of `[n, latentSize]`, as `rows` gives them. Read once.
 * @param count the number of rows, n.
 * @returns the mean row, which is empty if there are no rows.
 */
export function meanOfRows(rows: Iterable<ArrayLike<number>>, count: number): Float64Array {
  let means: Float64Array | undefined;
  for (const row of rows) {
    means ??= new Float64Array(row.length);
    for (let i = 0; i < means.length; i++) means[i] = (means[i] as number) + (row[i] as number) / count;
  }
  return means ?? new Float64Array(0);
}
