/** The sum of the values of each pixel over images. */
export interface PictureSum {
  count: number;
  readonly sum: Float64Array;
}

/** A sum over no images, of `size` values each. */
export function emptyPictureSum(size: number): PictureSum {
  return { count: 0, sum: new Float64Array(size) };
}

/** Adds images, concatenated. */
export function addPictures(to: PictureSum, images: Float32Array): void {
  const { sum } = to;
  const size = sum.length;
  for (let start = 0; start < images.length; start += size) {
    for (let i = 0; i < size; i++) sum[i] = (sum[i] ?? 0) + (images[start + i] ?? 0);
    to.count++;
  }
}

/**
 * The cross-entropy of a model that always answers the mean picture m. The loss is linear in the images, so this is the entropy of
 * the mean: −mean(m ln m + (1 − m) ln(1 − m)) over pixels.
 */
export function meanPictureLoss({ count, sum }: PictureSum): number {
  let total = 0;
  for (const value of sum) {
    const m = value / count;
    if (m > 0 && m < 1) total -= m * Math.log(m) + (1 - m) * Math.log(1 - m);
  }
  return total / sum.length;
}
