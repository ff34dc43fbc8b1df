import { checkCount, checkOptions, cosineBetween, keyedRandom, mean, type Progress } from '@csm/base';
import type { NdArray } from 'ndarray';
import { checkBothLatents } from '../../concepts/check-latents.js';
import { type ConceptVector, checkConcept, checkSameSize } from '../../concepts/concept-vector.js';
import type { Awaitable } from '../../encoders/encoder.js';
import { checkedRemaking, REMAKING } from '../remaking.js';
import { selectedLatents } from '../selected-latents.js';
import { balancedHalves, type Half, splitUnits } from './balanced-halves.js';

/** Options of {@link splitHalves}. */
export interface SplitHalvesOptions {
  /** How often the examples are split. Default 20. */
  readonly splits?: number | undefined;
  /** A function that makes a concept vector from examples; it may be asynchronous. Default `meanDifference`. */
  readonly make?:
    | ((name: string, positives: NdArray, negatives: NdArray) => Awaitable<ConceptVector>)
    | undefined;
  /**
   * One id per positive, and one per negative: examples with the same id are not independent, such as the pictures of one person.
   * They stay in one half. Give both, or neither.
   */
  readonly positiveGroups?: readonly (string | number)[] | undefined;
  readonly negativeGroups?: readonly (string | number)[] | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each split. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** How well the concept vectors of disjoint halves of the examples agree. */
export interface SplitHalves {
  /** The vector of all examples. */
  readonly concept: ConceptVector;
  /** The vectors of the two halves of each split; their maps can be compared too. */
  readonly halves: readonly (readonly [ConceptVector, ConceptVector])[];
  /** Cosine between the two vectors of each split, in the order of `halves`. */
  readonly cosines: Float64Array;
  /** Mean of the cosines, c. About 0 if the labels mean nothing to the latents. */
  readonly mean: number;
  /**
   * Cosine that is expected between the vector of all examples and that of as many new ones: 2c / (1 + c), or c if it is not
   * positive (Spearman & Brown).
   */
  readonly expected: number;
}

/**
 * Measures whether a concept vector is determined by its examples: splits positives and negatives at random into two halves,
 * makes a vector from each, and computes their cosine, for several splits. The same seed gives the same numbers.
 *
 * The two vectors share no example, so their errors are independent, and the cosine is 0 on average if the labels mean nothing.
 * The cosines of `bootstrapConcept` do not have this property: they compare resamples with the whole set that they were
 * drawn from. The splits of one set of examples are not independent of each other: more splits make the mean more exact for
 * these examples, but its error for other examples stays, and the spread of the cosines does not measure that error.
 *
 * Source: Spearman 1910 and Brown 1910 (British Journal of Psychology 3) for halves and for the step to all examples.
 *
 * @param positives latents of examples that have the concept, `[n, latentSize]`.
 * @param negatives latents of examples that lack it, `[m, latentSize]`.
 * @throws if a side has fewer than two examples or groups, if an option is invalid, or if `make` throws.
 *
 * @example
 * const { mean, expected } = await splitHalves('glasses', withGlasses, without, { positiveGroups, negativeGroups });
 * @category Test a concept
 */
export async function splitHalves(
  name: string,
  positives: NdArray,
  negatives: NdArray,
  options: SplitHalvesOptions = {},
): Promise<SplitHalves> {
  const caller = 'splitHalves';
  checkOptions(caller, options, { splits: true, positiveGroups: true, negativeGroups: true, ...REMAKING });
  const { splits = 20 } = options;
  checkCount(caller, 'splits', splits);
  const { make, seed, onProgress, beforeEach } = checkedRemaking(caller, options);
  const units = splitUnits(caller, checkBothLatents(caller, positives, negatives), options);
  const concept = checkConcept(caller, await make(name, positives, negatives));
  const vectorOf = async (half: Half) => {
    await beforeEach();
    const found = await make(
      name,
      selectedLatents(caller, positives, half.positives),
      selectedLatents(caller, negatives, half.negatives),
    );
    checkSameSize(caller, concept, checkConcept(caller, found));
    return found;
  };
  const random = keyedRandom('split halves', seed);
  const halves: (readonly [ConceptVector, ConceptVector])[] = [];
  for (let split = 0; split < splits; split++) {
    const [first, second] = balancedHalves(units, random);
    halves.push([await vectorOf(first), await vectorOf(second)]);
    onProgress?.({ done: split + 1, total: splits });
  }
  const cosines = Float64Array.from(halves, ([a, b]) => cosineBetween(a.vector, b.vector));
  const c = mean(cosines);
  return { concept, halves, cosines, mean: c, expected: c > 0 ? (2 * c) / (1 + c) : c };
}
