import { benjaminiHochberg } from '@csm/base';
import { bootstrapConcept } from '@csm/core/statistics';
import { quantileSorted, shuffle } from 'simple-statistics';
import { type ConceptExamples, latentRows, meanDifferenceOf } from '../controls/random-concepts.js';
import { checkCount, checkSeed } from '../maps/check.js';
import { keyedRandom } from '../maps/random.js';

/** Options of {@link conceptSignificance}. */
export interface SignificanceOptions {
  /** Permutations of the labels, and resamples of the bootstrap. Default 999. */
  samples?: number | undefined;
  /** Default 0. */
  seed?: number | undefined;
}

/** Whether a concept vector is more than the noise of its labels. */
export interface ConceptSignificance {
  readonly name: string;
  /** Length of the concept vector, mean(positives) − mean(negatives). */
  readonly norm: number;
  /** Mean length of the vectors of permuted labels. */
  readonly permutedNorm: number;
  /** Permutation p-value: (1 + permutations at least as long) / (1 + permutations). */
  readonly p: number;
  /** The p-values of all concepts, adjusted: `benjaminiHochberg` of `@csm/core/statistics`. */
  readonly q: number;
  /** 95 % interval of the cosine between the vector and those of bootstrap resamples: near 1 where it is well determined. */
  readonly cosines: readonly [number, number];
}

/**
 * Significance of concept vectors. Under the null hypothesis the labels tell nothing of the latents, so every permutation of them is
 * as likely as the one given, and the vector is as long as those of permuted labels. A map of a vector that does not pass
 * shows noise, whatever the method. No map is needed to tell.
 *
 * Sources: Fisher 1935 and Phipson & Smyth 2010 (arXiv 1603.05766) for the p-value; `benjaminiHochberg` of `@csm/core/statistics` over
 * the concepts; the interval as `bootstrapConcept` of `@csm/core`.
 *
 * @param concepts examples of each.
 */
export function conceptSignificance(
  concepts: readonly ({ readonly name: string } & ConceptExamples)[],
  options: SignificanceOptions = {},
): ConceptSignificance[] {
  const { samples = 999, seed = 0 } = options;
  checkCount('conceptSignificance', 'samples', samples, 2);
  checkSeed('conceptSignificance', seed);
  const tests = concepts.map((examples) => permutationTest(examples, samples, seed));
  const adjusted = benjaminiHochberg(tests.map(({ p }) => p));
  return concepts.map(({ name, positives, negatives }, k) => {
    const { cosines } = bootstrapConcept(name, positives, negatives, { samples, seed });
    const sorted = Array.from(cosines);
    const interval = [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)] as const;
    return { name, ...tests[k]!, q: adjusted[k]!, cosines: interval };
  });
}

/** The length of the difference of means against that of permuted labels. */
export function permutationTest(
  { positives, negatives }: ConceptExamples,
  samples: number,
  seed: number,
): { norm: number; permutedNorm: number; p: number } {
  const up = latentRows('conceptSignificance', positives);
  const down = latentRows('conceptSignificance', negatives, up[0]!.length);
  const all = [...up, ...down];
  const norm = Math.hypot(...meanDifferenceOf(up, down));
  const norms = Array.from({ length: samples }, (_, k) => {
    const order = shuffle(all, keyedRandom('significance', seed, k));
    return Math.hypot(...meanDifferenceOf(order.slice(0, up.length), order.slice(up.length)));
  });
  // Sums in another order round otherwise: what is equal up to rounding counts as at least as long.
  const extreme = norms.filter((other) => other >= norm * (1 - 1e-12)).length;
  return {
    norm,
    permutedNorm: norms.reduce((a, b) => a + b, 0) / samples,
    p: (1 + extreme) / (1 + samples),
  };
}
