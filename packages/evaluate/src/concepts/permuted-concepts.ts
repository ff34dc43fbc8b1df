import { checkOptions, keyedRandom } from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import { type LabelUnits, labelUnits } from '../significance/label-units.js';
import { drawnLabels } from '../significance/labellings.js';
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
 * taken again. Like the error of a concept vector, they point in directions in which examples differ by chance. Groups and
 * strata of the examples restrict the permutations, as in `conceptSignificance`.
 *
 * @throws if all examples are equal or their size is not the concept's, or an option is unknown or out of range.
 * @category Controls
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
  const units = labelUnits(caller, rows.positives.length, rows.negatives.length, examples);
  return drawConcepts(caller, options, (k, seed) => {
    const difference = differenceOfMeans(permutedLabels(rows, units, keyedRandom('permuted', seed, k)));
    const name = `permuted labels ${k + 1}`;
    return concept === undefined
      ? conceptVector(name, difference)
      : conceptAlong(caller, name, difference, concept);
  });
}

/** The examples with the labels of their units permuted. */
function permutedLabels(rows: ExampleRows, units: LabelUnits, random: () => number): ExampleRows {
  const labels = drawnLabels(units, random);
  const all = [...rows.positives, ...rows.negatives];
  const withLabel = (label: number) => all.filter((_, i) => labels[units.unitOf[i] ?? 0] === label);
  return { positives: withLabel(1), negatives: withLabel(0) };
}
