import { mean } from '@csm/base';
import type { ConceptVector } from '../../concepts/concept-vector.js';

/** How much the false positives of a concept resemble it. */
export interface FalsePositives {
  /** The rows of the negatives that score highest, by decreasing score. Look at them: what do they share? */
  readonly rows: readonly number[];
  /** The vector of the false positives against the other negatives. Undefined if one of the two is empty. */
  readonly concept: ConceptVector | undefined;
  /** Cosine between it and the concept; NaN if it is undefined. */
  readonly cosine: number;
  /** The same for random vectors, with as many negatives chosen by each; ascending. */
  readonly random: Float64Array;
  /** Share of the vectors, the concept included, whose cosine is at least as large (Phipson & Smyth); NaN as `cosine`. */
  readonly p: number;
  /** `'too few'` if fewer than 10 negatives are on a side. `'above random'` if p ≤ 0.05. */
  readonly verdict: 'above random' | 'as random' | 'too few';
  /** The verdict in words. */
  readonly sentence: string;
}

/** The verdict in words. */
export function sentenceOf(
  { cosine, random, p, verdict }: Omit<FalsePositives, 'sentence'>,
  name: string,
  { chosen, count }: { readonly chosen: number; readonly count: number },
): string {
  if (verdict === 'too few') {
    return (
      `Too few examples to tell: ${chosen} of the ${count} negatives score as false positives of "${name}", and 10 on each ` +
      'side are needed; pass more negatives, or a share.'
    );
  }
  const numbers = `cosine ${cosine.toFixed(2)}; random vectors ${mean(random).toFixed(2)} on average; p = ${p.toPrecision(2)}`;
  return verdict === 'above random'
    ? `The false positives of "${name}" resemble it more than those of random vectors (${numbers}): ` +
        'something that varies among the negatives raises its score; look at the false positives.'
    : `The false positives of "${name}" resemble it no more than those of random vectors (${numbers}), ` +
        'which does not show that nothing else raises its score.';
}
