import { drawn } from '../methods/method-inputs.js';
import type { Examples, Sides } from './examples-file.js';
import type { HeldOutTestSize } from './test-size.js';

/** With more features, regions are not tested: each costs as many encodings as there are examples. */
const MOST_REGIONS = 400;

/** With fewer held-out examples on a side, nothing can be split into those that are tested and those that are explained. */
export const isTestable = ({ heldOut }: Pick<Examples, 'heldOut'>): boolean =>
  heldOut.positives.length >= 3 && heldOut.negatives.length >= 2;

/** Splits held-out examples at random: inputs with the concept that are explained, and the examples on which the score is tested. */
export function heldOutTest(
  { positives, negatives }: Sides,
  { inputs, examples }: HeldOutTestSize,
  seed: number,
): { readonly inputs: readonly string[]; readonly examples: Sides } {
  const explained = drawn(positives, Math.min(inputs, positives.length - 2), seed);
  const rest = positives.filter((id) => !explained.includes(id));
  return {
    inputs: explained,
    examples: { positives: drawn(rest, examples, seed), negatives: drawn(negatives, examples, seed) },
  };
}

/** Whether a certificate tests regions of inputs of this shape: all windows of pictures, but not thousands of genes. */
export const testsRegions = (shape: readonly number[]): boolean =>
  shape.length === 3 || shape.reduce((a, b) => a * b, 1) <= MOST_REGIONS;
