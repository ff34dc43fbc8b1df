import { dot } from './dot.js';

/** How many components of all latents are read at a time: a copy of all of them in float64 could be too large. */
const PART = 1024;

/**
 * The dot products of all pairs of latents minus an offset, in float64; the rows of a symmetric matrix. O(n² L) for n latents of
 * L numbers.
 * @param offset near the mean, so that the products of latents far from 0 keep the digits of their differences.
 * @param pause awaited after each row of a part of the sum.
 */
export async function gramMatrix(
  latents: readonly Float32Array[],
  offset: Float32Array,
  pause: () => Promise<void>,
): Promise<Float64Array[]> {
  const gram = latents.map(() => new Float64Array(latents.length));
  const parts = latents.map(() => new Float64Array(PART));
  for (let start = 0; start < offset.length; start += PART) {
    const length = Math.min(PART, offset.length - start);
    for (const [i, part] of parts.entries()) {
      const latent = latents[i]!;
      for (let k = 0; k < length; k++) part[k] = latent[start + k]! - offset[start + k]!;
    }
    for (const [i, part] of parts.entries()) {
      const sums = gram[i]!;
      for (let j = 0; j <= i; j++) sums[j]! += dot(part, parts[j]!, length);
      await pause();
    }
  }
  for (const [i, row] of gram.entries()) for (let j = 0; j < i; j++) gram[j]![i] = row[j]!;
  return gram;
}
