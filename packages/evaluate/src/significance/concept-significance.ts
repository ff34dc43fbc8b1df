import {
  benjaminiHochberg,
  checkCount,
  checkList,
  checkOptions,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  type Progress,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import { bootstrapConcept } from '@csm/core/statistics';
import { quantileSorted } from 'simple-statistics';
import type { ConceptExamples } from '../concepts/concept-examples.js';
import { zip } from '../maps/zip.js';
import { type PermutationTest, permutationTest } from './permutation-test.js';

/** Options of {@link conceptSignificance}. */
export interface SignificanceOptions {
  /** Number of permutations of the labels, and of resamples of the bootstrap. At least 2; default 999. */
  readonly samples?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after the test of each concept and after its bootstrap. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** Whether a concept vector is more than the noise of its labels. */
export interface ConceptSignificance extends PermutationTest {
  readonly name: string;
  /** The p-values of all concepts, adjusted for the false discovery rate by `benjaminiHochberg` of `@csm/core/statistics`. */
  readonly q: number;
  /**
   * 95 % interval of the cosine between the vector and those of bootstrap resamples; near 1 if the vector is well
   * determined.
   */
  readonly cosines: readonly [number, number];
}

/**
 * Tests the significance of concept vectors. Under the null hypothesis the labels are independent of the latents:
 * every permutation of the labels is equally likely, and the vector is as long as those of permuted labels. If a
 * vector does not pass, its maps show noise, regardless of the method. No map is needed for the test.
 *
 * Sources: Fisher 1935 and Phipson & Smyth 2010 (arXiv 1603.05766) for the p-value; Benjamini & Hochberg 1995
 * (doi 10.1111/j.2517-6161.1995.tb02031.x) for q over the concepts; the interval is that of `bootstrapConcept` of
 * `@csm/core/statistics`.
 *
 * @param concepts name and examples of each concept.
 * @throws if the examples of a concept do not have shape `[n, latentSize]`, or an option is unknown or out of range.
 */
export async function conceptSignificance(
  concepts: readonly ({ readonly name: string } & ConceptExamples)[],
  options: SignificanceOptions = {},
): Promise<ConceptSignificance[]> {
  const caller = 'conceptSignificance';
  checkOptions(caller, options, { samples: true, seed: true, signal: true, onProgress: true });
  checkWatchers(caller, options);
  const { samples = 999, seed = 0, signal, onProgress } = options;
  checkList(caller, 'concepts', concepts);
  checkCount(caller, 'samples', samples, { min: 2 });
  checkSeed(caller, seed);
  const run = { signal, pause: eventLoopYielder() };
  const total = 2 * concepts.length;
  const tests: PermutationTest[] = [];
  for (const examples of concepts) {
    tests.push(await permutationTest(caller, examples, samples, seed, () => checkpoint(run)));
    onProgress?.({ done: tests.length, total });
  }
  const adjusted = benjaminiHochberg(tests.map(({ p }) => p));
  const found: ConceptSignificance[] = [];
  for (const [{ name, positives, negatives }, test, q] of zip(concepts, tests, adjusted)) {
    const { cosines } = await bootstrapConcept(name, positives, negatives, { samples, seed, signal });
    const sorted = Array.from(cosines);
    const interval = [quantileSorted(sorted, 0.025), quantileSorted(sorted, 0.975)] as const;
    found.push({ name, ...test, q, cosines: interval });
    onProgress?.({ done: tests.length + found.length, total });
  }
  return found;
}
