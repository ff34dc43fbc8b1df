import { checkOptions, keyedRandom } from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import { shuffle } from 'simple-statistics';
import { checkConcept } from './check-concept.js';
import { checkDiffering } from './check-differing.js';
import type { ConceptExamples } from './concept-examples.js';
import { differenceOfMeans } from './difference-of-means.js';
import { conceptAlong, drawConcepts, RANDOM_CONCEPT_OPTIONS } from './draw-concepts.js';
import { type ExampleRows, exampleRows } from './example-rows.js';
import type { RandomConceptOptions } from './random-concept-options.js';

/** Options of {@link permutedConcepts}. */
export interface PermutedConceptOptions extends RandomConceptOptions {
  /** A concept whose length every vector gets. Default: each keeps its own length, which is shorter. */
  readonly concept?: ConceptVector | undefined;
}

/**
 * Concept vectors of uninformative labels, the hard null: the labels of the examples are permuted and the difference of means is
 * taken again. Like the error of a concept vector, they point in directions in which examples differ by chance.
 *
 * @throws if all examples are equal or their size is not the concept's, or an option is unknown or out of range.
 */
export function permutedConcepts(
  examples: ConceptExamples,
  options: PermutedConceptOptions = {},
): ConceptVector[] {
  const caller = 'permutedConcepts';
  checkOptions<PermutedConceptOptions>(caller, options, { ...RANDOM_CONCEPT_OPTIONS, concept: true });
  const { concept } = options;
  if (concept !== undefined) checkConcept(caller, concept);
  const rows = exampleRows(caller, examples, concept?.vector.length);
  checkDiffering(caller, [...rows.positives, ...rows.negatives]);
  return drawConcepts(caller, options, (k, seed) => {
    const difference = differenceOfMeans(permutedLabels(rows, keyedRandom('permuted', seed, k)));
    const name = `permuted labels ${k + 1}`;
    return concept === undefined
      ? conceptVector(name, difference)
      : conceptAlong(caller, name, difference, concept);
  });
}

/** The examples with their labels permuted. */
export function permutedLabels({ positives, negatives }: ExampleRows, random: () => number): ExampleRows {
  const order = shuffle([...positives, ...negatives], random);
  return { positives: order.slice(0, positives.length), negatives: order.slice(positives.length) };
}
