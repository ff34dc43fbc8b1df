import { checkOptions, keyedRandom } from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import type { ConceptExamples } from './concept-examples.js';
import { differenceOfMeans } from './difference-of-means.js';
import { drawConcepts, RANDOM_CONCEPT_OPTIONS } from './draw-concepts.js';
import { exampleRows } from './example-rows.js';
import type { RandomConceptOptions } from './random-concept-options.js';

/**
 * Concept vectors of bootstrap resamples: examples are drawn again with replacement, within the positives and within the
 * negatives, and the difference of means is taken again. The differences between the maps of these vectors show how
 * much a map depends on the available examples.
 *
 * Source: Efron & Tibshirani 1993, An Introduction to the Bootstrap.
 *
 * @throws if positives and negatives differ in size, or an option is unknown or out of range.
 * @category Controls
 */
export function resampledConcepts(
  examples: ConceptExamples,
  options: RandomConceptOptions = {},
): ConceptVector[] {
  const caller = 'resampledConcepts';
  checkOptions(caller, options, RANDOM_CONCEPT_OPTIONS);
  const { positives, negatives } = exampleRows(caller, examples);
  return drawConcepts(caller, options, (k, seed) => {
    const random = keyedRandom('resampled', seed, k);
    const drawn = { positives: resample(positives, random), negatives: resample(negatives, random) };
    return conceptVector(`resample ${k + 1}`, differenceOfMeans(drawn));
  });
}

/** The same number of items, drawn with replacement. */
function resample<T>(items: readonly T[], random: () => number): T[] {
  return items.map(() => items[Math.floor(random() * items.length)]!);
}
