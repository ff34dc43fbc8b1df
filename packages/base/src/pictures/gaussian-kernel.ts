/**
 * Computes the weights of a Gaussian blur along one axis: exp(−i² / 2σ²) for |i| ≤ radius, normalised, and cut off at
 * four standard deviations, as in scipy's `gaussian_filter`.
 * @param sigma standard deviation in pixels.
 * @returns `2 · radius + 1` weights; the middle one is that of the pixel itself.
 */
export function gaussianKernel(sigma: number): Float64Array {
  const radius = Math.floor(4 * sigma + 0.5);
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

/** Maps an index outside an axis to its mirror image inside, as in scipy's `mode='reflect'`: −1 to 0, −2 to 1. */
export function mirroredIndex(index: number, length: number): number {
  const folded = ((index % (2 * length)) + 2 * length) % (2 * length);
  return folded < length ? folded : 2 * length - 1 - folded;
}
