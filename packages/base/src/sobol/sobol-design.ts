/** The points at which a function is evaluated to estimate its total Sobol indices. */
export interface SobolDesign {
  readonly dimensions: number;
  /** N: number of pairs of independent points. */
  readonly pairs: number;
  /**
   * Number of points, N (d + 2): first the N points A, then the N points B, then for each dimension i the N points A with
   * coordinate i of B.
   */
  readonly count: number;
  /** Writes the coordinates of a point, each in [0, 1). */
  write(point: number, into: Float64Array | Float32Array): void;
}

/**
 * Draws the pairs as a Latin hypercube of 2d dimensions: along each axis, each of the N intervals of length 1/N contains exactly one point.
 * Each pair is distributed as two independent uniform points, so estimates remain unbiased, and their errors are smaller than
 * with independent pairs.
 *
 * Source: McKay, Beckman & Conover 1979 (Technometrics 21).
 */
export function sobolDesign(dimensions: number, pairs: number, random: () => number): SobolDesign {
  const axes = Array.from({ length: 2 * dimensions }, () => stratified(pairs, random));
  const [fromA, fromB] = [axes.slice(0, dimensions), axes.slice(dimensions)];
  return {
    dimensions,
    pairs,
    count: pairs * (dimensions + 2),
    write(point, into) {
      const [block, pair] = [Math.floor(point / pairs), point % pairs];
      for (let i = 0; i < dimensions; i++) {
        const axis = block === 1 || i === block - 2 ? fromB[i] : fromA[i];
        into[i] = axis?.[pair] ?? 0;
      }
    },
  };
}

/** One number in each of `count` equal intervals of [0, 1), in random order. */
function stratified(count: number, random: () => number): Float64Array {
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const other = Math.floor(random() * (i + 1));
    values[i] = values[other] ?? 0;
    values[other] = i;
  }
  return values.map((interval) => (interval + random()) / count);
}
