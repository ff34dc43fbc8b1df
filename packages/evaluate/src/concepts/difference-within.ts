import { checkOptions, invalidArgument, isRounding } from '@csm/base';
import { type ConceptVector, conceptVector } from '@csm/core';
import { labelUnits } from '../significance/label-units.js';
import { meanDifferences } from '../significance/mean-differences.js';
import type { ConceptExamples, LabelDesign } from './concept-examples.js';
import { type ExampleRows, exampleRows } from './example-rows.js';

/**
 * Makes a concept vector from examples with and without a concept that are compared within strata, such as batches:
 * v = Σ_b w_b (mean of positives in b − mean of negatives in b) / Σ_b w_b, with w_b = n₊ n₋ / (n₊ + n₋) in stratum b.
 *
 * It is the coefficient of the label in a regression of the latents on label and stratum, so what differs between strata adds nothing to it.
 * `meanDifference` pools the strata: if most positives come from one of them, it also points from stratum to stratum.
 * p and q of `rankGenes` are those of this direction. A group with examples on both sides is a stratum of its own, as in
 * `conceptSignificance`. Strata with one side only count nothing. Without strata and groups it is `meanDifference`.
 *
 * Source: Cochran 1954 (doi 10.2307/3001616) for the weights.
 *
 * @param examples latents with and without the concept, with strata and groups.
 * @throws if the examples are not latents of one size or not finite, strata or groups do not fit them, no stratum has examples with and
 * without the concept, or the means within strata are equal up to rounding.
 *
 * @example
 * const concept = differenceWithin('B cells', { positives, negatives, positiveStrata: batchesUp, negativeStrata: batchesDown });
 * @category Controls
 */
export function differenceWithin(name: string, examples: ConceptExamples): ConceptVector {
  const caller = 'differenceWithin';
  checkOptions<ConceptExamples>(caller, examples, {
    positives: true as never,
    negatives: true as never,
    positiveGroups: true,
    negativeGroups: true,
    positiveStrata: true,
    negativeStrata: true,
  });
  const rows = exampleRows(caller, examples);
  for (const side of ['positives', 'negatives'] as const) {
    const bad = rows[side].findIndex((row) => !row.every(Number.isFinite));
    if (bad < 0) continue;
    throw invalidArgument(
      `${caller}: the examples must be finite; item ${bad} of ${side} holds NaN or infinity.`,
    );
  }
  const difference = meansWithin(caller, rows, examples);
  if (difference === undefined) {
    throw invalidArgument(
      `${caller}: expected examples with and without concept "${name}" in one stratum; got none (a group with both is a stratum); ` +
        'compare examples of the same stratum, or leave the strata out.',
    );
  }
  if (difference.every((value) => value === 0)) {
    throw invalidArgument(
      `${caller}: concept "${name}" is the zero vector, which has no direction; pass two sets that differ within strata.`,
    );
  }
  return conceptVector(name, difference);
}

/**
 * The mean of the differences within blocks, of finite examples; all zeros if it is rounding only, undefined if no block has both labels.
 * @throws if the design does not fit the examples.
 */
export function meansWithin(
  caller: string,
  { positives, negatives }: ExampleRows,
  design: LabelDesign,
): Float64Array | undefined {
  const rows = [...positives, ...negatives];
  const units = labelUnits(caller, positives.length, negatives.length, design);
  const difference = meanDifferences(rows, units);
  if (difference.every(Number.isNaN)) return undefined;
  const isZero = isRounding(difference, rows.length, (row, k) => rows[row]?.[k] ?? 0);
  return isZero ? new Float64Array(difference.length) : difference;
}
