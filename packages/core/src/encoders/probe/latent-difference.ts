/** Rows of latents of the same length. */
type Rows = readonly ArrayLike<number>[];

/** How much two rows of latents may differ, relative to the scale of a dimension and to that of all dimensions. */
export interface Tolerance {
  readonly ofDimension: number;
  readonly ofAll: number;
}

/**
 * Rounding of the same computation: the same kernels run on tensors of the same shape, so that most backends give the same bits.
 */
export const SAME_SHAPE: Tolerance = { ofDimension: 1e-5, ofAll: 1e-6 };

/** Rounding of batches of another size, for which backends choose other kernels, perhaps with half precision. */
export const OTHER_SHAPE: Tolerance = { ofDimension: 1e-2, ofAll: 1e-5 };

/** The largest magnitude in each dimension. */
export function scales(latents: Rows): Float64Array {
  const largest = new Float64Array(latents[0]?.length ?? 0);
  for (const row of latents) {
    for (let k = 0; k < largest.length; k++) largest[k] = Math.max(largest[k] ?? 0, Math.abs(row[k] ?? 0));
  }
  return largest;
}

/**
 * The dimension in which two rows differ most beyond the tolerance, and the difference relative to its scale; undefined if
 * they are equal within it.
 */
export function difference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  scale: Float64Array,
  tolerance: Tolerance,
): { readonly dimension: number; readonly relative: number } | undefined {
  const all = scale.reduce((most, value) => Math.max(most, value), 0);
  let found: { dimension: number; relative: number } | undefined;
  for (let k = 0; k < scale.length; k++) {
    const own = scale[k] ?? 0;
    const distance = Math.abs((a[k] ?? 0) - (b[k] ?? 0));
    if (distance <= Math.max(tolerance.ofDimension * own, tolerance.ofAll * all)) continue;
    const relative = distance / own;
    if (relative > (found?.relative ?? 0)) found = { dimension: k, relative };
  }
  return found;
}
