import type { FeatureBatch } from './feature-method.js';

/**
 * Writes a masked copy of a sample, x ⊙ M + r ⊙ (1 − M).
 * @param placeOf for each number of the input, its place in the mask.
 * @param mask for each place, the part that is kept, from 0 to 1.
 */
export function writeMasked(
  { input, replacement }: Pick<FeatureBatch, 'input' | 'replacement'>,
  sample: number,
  placeOf: Int32Array,
  mask: ArrayLike<number>,
  into: Float32Array,
): void {
  const [values, others] = [input(sample), replacement(sample)];
  for (let at = 0; at < into.length; at++) {
    const kept = mask[placeOf[at]!]!;
    into[at] = kept * values[at]! + (1 - kept) * others[at]!;
  }
}
