import { checkOptions, eventLoopYielder } from '@csm/base';
import type { ConceptVector } from '../concepts/concept-vector.js';
import { checkEncoder } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import type { Inputs } from '../encoders/input-batches.js';
import type { ConceptScore } from '../scores/concept-score.js';
import { checkedScores, explainedConcept } from './check-concepts.js';
import { checkExplainer } from './check-explainer.js';
import { combinedAttribution } from './combined-attribution.js';
import { EXPLAIN_OPTIONS, type ExplainOptions } from './explain-options.js';
import { explainScores } from './explain-scores.js';
import type { Explainer } from './explainer.js';
import type { Explanation } from './explanation.js';
import { latentDimensions } from './latent-dimensions.js';
import { linearCombinations } from './linear-combinations.js';
import { warnOfZeroDimensions, warnOfZeroMaps } from './zero-maps.js';

/**
 * Computes concept scores and concept saliency maps of inputs: which features carry the concept, according to the method.
 *
 * Works batch by batch; several concepts share the forward passes. If there are more concepts than latent dimensions and the
 * method is linear in the concept, the latent dimensions are attributed instead, and the concepts' maps are combined from
 * theirs. The results are on the host and take 4 bytes per concept, input and feature; for thousands of concepts see
 * {@link explainMany}. The caller has no device memory to free, and nothing is left allocated after an abort or an
 * error.
 *
 * With the option `sample`, scores and maps are those of one draw of the posterior per input instead of its mean: the same z for
 * both, and for all concepts.
 *
 * @param concept a concept vector, whose score is its dot product with the latent, or any {@link ConceptScore}, such as
 *   `cosine(concept)`.
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed: it must not change during the run.
 * @param explainer the attribution method, for example `gradient()` of `@csm/explainers`. There is no default, because the
 *   choice of the method is a scientific one.
 * @returns one explanation for one concept, or one per concept for an array of them.
 *
 * @throws before any work if the inputs have another shape, are empty or not finite, if the size of a concept differs
 * from the latent size, if a draw is requested from an encoder that does not know its posterior, or if the method cannot
 * explain this encoder or score. Batches of one and two inputs, run at the encoder's first use, show whether it draws random
 * numbers or mixes the samples of a batch; it throws if so (mixing is allowed with `batchSize: 1`).
 * @category Explain
 */
export async function explain(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  inputs: Inputs,
  explainer: Explainer,
  options?: ExplainOptions,
): Promise<Explanation>;
export async function explain(
  encoder: Encoder,
  concepts: readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options?: ExplainOptions,
): Promise<Explanation[]>;
export async function explain(
  encoder: Encoder,
  concepts: ConceptVector | ConceptScore | readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions = {},
): Promise<Explanation | Explanation[]> {
  checkOptions<ExplainOptions>('explain', options, EXPLAIN_OPTIONS);
  checkEncoder('explain', encoder);
  checkExplainer('explain', explainer);
  if (isList(concepts)) return explainList(encoder, concepts, inputs, explainer, options);
  const [explanation] = await explainList(encoder, [concepts], inputs, explainer, options);
  return explanation as Explanation;
}

function isList<T>(concepts: T | readonly T[]): concepts is readonly T[] {
  return Array.isArray(concepts);
}

async function explainList(
  encoder: Encoder,
  concepts: readonly (ConceptVector | ConceptScore)[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions,
): Promise<Explanation[]> {
  const { latentSize, layout } = encoder;
  const { description } = explainer;
  const { onWarning = console.warn } = options;
  // Attributing the latent dimensions takes fewer passes and gives the same maps.
  const throughDimensions = explainer.linear === true && concepts.length > latentSize;
  const combinations = throughDimensions ? linearCombinations('explain', concepts, latentSize) : undefined;
  const scores = combinations ? latentDimensions(latentSize) : checkedScores('explain', concepts, latentSize);
  const named = concepts.map((concept) => ({
    name: concept.name,
    concept: explainedConcept(concept),
    explainer: explainer.name,
    ...(description && { description }),
    ...(layout && { layout }),
  }));
  const found = await explainScores('explain', encoder, scores, inputs, explainer, options);
  if (combinations === undefined) {
    const explanations = found.map((attributed, k) => ({ ...named[k], ...attributed }) as Explanation);
    warnOfZeroMaps('explain', explanations, onWarning);
    return explanations;
  }
  warnOfZeroDimensions('explain', explainer.name, found, onWarning);
  const explanations: Explanation[] = [];
  const pause = eventLoopYielder();
  for (const [k, names] of named.entries()) {
    await pause();
    options.signal?.throwIfAborted();
    explanations.push({ ...names, ...combinedAttribution(combinations, k, found) });
  }
  return explanations;
}
