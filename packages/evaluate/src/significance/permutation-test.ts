import type { ConceptExamples } from '../concepts/concept-examples.js';
import { exampleRows } from '../concepts/example-rows.js';
import { labelUnits } from './label-units.js';
import { labellings } from './labellings.js';
import { studentised } from './studentised.js';

/** The studentised length of a concept vector, compared with those of vectors of permuted labels. */
export interface PermutationTest {
  /** Σ z² over the latent dimensions, where z is the studentised difference of means; see `conceptSignificance`. */
  readonly statistic: number;
  /** Mean statistic of permuted labels. */
  readonly permutedStatistic: number;
  /** Permutation p-value: the share of labellings, the given one included, whose statistic is at least as large. */
  readonly p: number;
  /** The smallest p that these labels allow: with 3 groups on each side, 2 of 20 labellings. */
  readonly smallestP: number;
  /** The number of labellings with which the given one was compared. */
  readonly permutations: number;
  /** Whether these were all labellings, instead of a random sample. */
  readonly isExact: boolean;
}

/** Sums in another order are rounded differently, so statistics with a relative difference up to this value count as equal. */
export const ROUNDING = 1e-8;

/**
 * Tests the difference of means against permuted labels; the groups and strata of the examples restrict the permutations.
 * @param pause awaited after each permutation.
 */
export async function permutationTest(
  caller: string,
  examples: ConceptExamples,
  samples: number,
  seed: number,
  pause: () => Promise<void>,
): Promise<PermutationTest> {
  const { positives, negatives } = exampleRows(caller, examples);
  const units = labelUnits(caller, positives.length, negatives.length, examples);
  const statisticOf = studentised([...positives, ...negatives], units);
  const squares = new Float64Array(positives[0]?.length ?? 0);
  const statistic = statisticOf(units.labels, squares);
  const { isExact, count, smallestP, each } = labellings(units, samples, seed);
  let [extreme, sum] = [0, 0];
  await each(async (labels) => {
    await pause();
    const other = statisticOf(labels, squares);
    sum += other;
    if (other >= statistic * (1 - ROUNDING)) extreme++;
  });
  return {
    statistic,
    permutedStatistic: sum / count,
    // All labellings contain the given one; a sample does not.
    p: isExact ? extreme / count : (1 + extreme) / (1 + count),
    smallestP,
    permutations: count,
    isExact,
  };
}
