import ndarray, { type NdArray } from 'ndarray';
import type { Attributed } from './explain-scores.js';
import { combine, type LinearCombinations, type LinearPart } from './linear-combinations.js';

/** Computes one result of a concept (such as its maps) from the same result of the latent dimensions. */
export function combinedPart(
  combinations: LinearCombinations,
  concept: number,
  part: LinearPart,
  dimensions: readonly Attributed[],
): NdArray<Float32Array> {
  const arrays = dimensions.flatMap((dimension) => dimension[part] ?? []);
  const { size = 0, shape = [] } = arrays[0] ?? {};
  const sum = new Float32Array(size);
  const values = arrays.map(({ data }) => data);
  combine(combinations, concept, part, values, sum);
  return ndarray(sum, [...shape]);
}

/** Computes the scores, maps and completeness gaps of one concept from those of the latent dimensions. */
export function combinedAttribution(
  combinations: LinearCombinations,
  concept: number,
  dimensions: readonly Attributed[],
): Attributed {
  const combined = (part: LinearPart) => combinedPart(combinations, concept, part, dimensions);
  const hasGaps = dimensions[0]?.completenessGaps !== undefined;
  return {
    scores: combined('scores'),
    maps: combined('maps'),
    ...(hasGaps && { completenessGaps: combined('completenessGaps') }),
  };
}
