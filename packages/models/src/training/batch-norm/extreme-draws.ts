/** What the encoder says about all images, one row of `size` numbers per image. */
export interface LatentDistributions {
  readonly size: number;
  readonly mean: Float32Array;
  /** The logarithm of the standard deviation of the draws. */
  readonly logDeviation: Float32Array;
}

/** At most this share of the draws of a component counts as extreme. */
const MOST = 0.01;
/** How many times larger than the sum of all smaller values an extreme value is. */
const OUTWEIGHS = 4;
/** The number of images from which a single draw can be extreme; of a few images, one usually outweighs the others. */
const LEAST_IMAGES = 100;

/**
 * The images whose draws alone would determine the statistics of a latent component: each outweighs all less extreme images
 * together four times in the expected sum of squares, Σ (μ² + σ²). For example, two of 16,218 genes had σ of 549,000 and 13,300
 * (all others below 400); the decoder that was normalised by them was worse than a constant picture. If all σ are of the same
 * order of magnitude, as in a trained VAE, no draw is extreme: if ln σ is normal with a spread of 1, 0.4 % of components have
 * an extreme draw among 100 images, and none among 1,000.
 *
 * @returns their rows, sorted.
 */
export function extremeDraws({ size, mean, logDeviation }: LatentDistributions): number[] {
  const count = mean.length / size;
  if (count < LEAST_IMAGES) return [];
  const most = Math.max(1, Math.floor(MOST * count));
  const found = new Set<number>();
  for (let component = 0; component < size; component++) {
    const squares = Float64Array.from({ length: count }, (_, row) => {
      const at = row * size + component;
      const square = (mean[at] ?? 0) ** 2 + Math.exp(2 * (logDeviation[at] ?? 0));
      return Math.min(square, Number.MAX_VALUE / count);
    });
    for (const row of outweighing(squares, most)) found.add(row);
  }
  return [...found].sort((a, b) => a - b);
}

/** The largest set of at most `most` values, each of which outweighs all values that are smaller than it. */
function outweighing(values: Float64Array, most: number): Uint32Array {
  const order = Uint32Array.from(values, (_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  let rest = values.reduce((sum, value) => sum + value, 0);
  let length = 0;
  for (let i = 0; i < most; i++) {
    const value = values[order[i] ?? 0] ?? 0;
    rest -= value;
    // The difference of sums is inexact if the removed values are much larger than the rest.
    const below = rest > 1e-6 * value ? rest : sumFrom(values, order, i + 1);
    if (value > OUTWEIGHS * below) length = i + 1;
    rest = below;
  }
  return order.subarray(0, length);
}

function sumFrom(values: Float64Array, order: Uint32Array, start: number): number {
  return order.subarray(start).reduce((sum, i) => sum + (values[i] ?? 0), 0);
}
