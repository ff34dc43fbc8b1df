import { checkCount, checkList, checkOptions, invalidArgument } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import type { Inputs } from '../encoders/input-batches.js';
import { type ConceptScore, isScore } from '../scores/concept-score.js';
import { checkedScores, explainedConcept } from './check-concepts.js';
import { checkExplainer } from './check-explainer.js';
import { combinedAttribution, combinedPart } from './combined-attribution.js';
import { EXPLAIN_OPTIONS, type ExplainOptions } from './explain-options.js';
import { type Attributed, explainScores } from './explain-scores.js';
import type { Explainer } from './explainer.js';
import type { ExplainedConcept, ManyExplanations } from './explanation.js';
import { latentDimensions } from './latent-dimensions.js';
import { type LinearCombinations, linearCombinations } from './linear-combinations.js';
import { warnOfZeroDimensions } from './zero-maps.js';

/**
 * Computes concept scores of inputs for thousands of concepts, and their maps on demand: for example for all genes of a data
 * set. Only the latent dimensions are attributed, which are `latentSize` scores for any number of concepts. A
 * concept's map is a weighted sum of the dimensions' maps and is computed when `map` or `explanation` is called.
 *
 * Only for methods that are linear in the concept (gradient, input × gradient, integrated gradients, SmoothGrad, occlusion …)
 * and for concept vectors and scores that are affine in the latent. For a few concepts {@link explain} is simpler.
 *
 * @param concepts concept vectors or affine scores; their vectors are copied.
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed: it must not change during the run.
 * @returns scores of all concepts, and functions that combine their maps; see {@link ManyExplanations} for the memory
 * they take.
 * @throws as {@link explain}; also if the method is not linear in the concept, or a score is not affine or differs between
 *   the samples.
 * @category Explain
 */
export async function explainMany(
  encoder: Encoder,
  concepts: readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions = {},
): Promise<ManyExplanations> {
  checkOptions<ExplainOptions>('explainMany', options, EXPLAIN_OPTIONS);
  checkEncoder('explainMany', encoder);
  checkExplainer('explainMany', explainer);
  checkList('explainMany', 'concepts', concepts);
  if (explainer.linear !== true) {
    throw invalidArgument(
      `explainMany: expected a method that is linear in the concept, such as gradient(); "${explainer.name}" is not; ` +
        'use explain.',
    );
  }
  const { latentSize, layout } = encoder;
  const { description } = explainer;
  const combinations = checkedCombinations(concepts, latentSize);
  const names = concepts.map(({ name }) => name);
  const scored = new Map<number, ExplainedConcept>();
  for (const [k, concept] of concepts.entries()) {
    if (isScore(concept)) scored.set(k, explainedConcept(concept));
  }
  const conceptOf = (k: number, name: string): ExplainedConcept => {
    const concept = scored.get(k);
    if (concept) return structuredClone(concept);
    return { name, vector: combinations.weights.slice(k * latentSize, (k + 1) * latentSize) };
  };
  const dimensions = await explainScores(
    'explainMany',
    encoder,
    latentDimensions(latentSize),
    inputs,
    explainer,
    options,
  );
  warnOfZeroDimensions('explainMany', explainer.name, dimensions, options.onWarning ?? console.warn);
  const common = {
    explainer: explainer.name,
    ...(description && { description }),
    ...(layout && { layout }),
  };
  const hasGaps = dimensions[0]?.completenessGaps !== undefined;
  const checkedIndex = (concept: number): number => {
    checkCount('explainMany', 'the index of a concept', concept, { min: 0, max: names.length - 1 });
    return concept;
  };
  return {
    names,
    ...common,
    scores: perConcept(combinations, 'scores', dimensions),
    ...(hasGaps && { completenessGaps: perConcept(combinations, 'completenessGaps', dimensions) }),
    map: (concept) => combinedPart(combinations, checkedIndex(concept), 'maps', dimensions),
    explanation(concept) {
      const attribution = combinedAttribution(combinations, checkedIndex(concept), dimensions);
      const { [concept]: name = '' } = names;
      return { name, concept: conceptOf(concept, name), ...common, ...attribution };
    },
  };
}

function checkedCombinations(
  concepts: readonly (ConceptVector | ConceptScore)[],
  latentSize: number,
): LinearCombinations {
  const combinations = linearCombinations('explainMany', concepts, latentSize);
  if (combinations !== undefined && concepts.length > 0) return combinations;
  const scores = checkedScores('explainMany', concepts, latentSize);
  const other = scores.find(({ weights, samples }) => weights === undefined || samples !== undefined);
  throw invalidArgument(
    `explainMany: expected concept vectors or affine scores with weights, the same for all samples; "${other?.name}" is ` +
      'not; use explain.',
  );
}

/** The scores or gaps of all concepts, `[concepts, n]`: one product of matrices. */
function perConcept(
  { latentSize, weights, shifts }: LinearCombinations,
  part: 'scores' | 'completenessGaps',
  dimensions: readonly Attributed[],
): NdArray<Float32Array> {
  const values = dimensions.flatMap((dimension) => dimension[part]?.data ?? []);
  const count = values[0]?.length ?? 0;
  const samples = Array.from({ length: count }, (_, n) => Float32Array.from(values, (each) => each[n] ?? 0));
  const all = new Float32Array(shifts.length * count);
  // Loops over indices are ten times as fast as iterators.
  for (const [n, sample] of samples.entries()) {
    for (let k = 0; k < shifts.length; k++) {
      let sum = part === 'scores' ? (shifts[k] ?? 0) : 0;
      for (let i = 0; i < latentSize; i++) sum += weights[k * latentSize + i]! * sample[i]!;
      all[k * count + n] = sum;
    }
  }
  return ndarray(all, [shifts.length, count]);
}
