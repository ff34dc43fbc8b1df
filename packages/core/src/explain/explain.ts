import { checkBatchSize, checkWatchers, eventLoopYielder } from '@csm/base';
import ndarray from 'ndarray';
import { type ConceptVector, checkConcept } from '../concepts/concept-vector.js';
import { checkEncoder, checkEncoderSamples } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import { batchTensor, checkInputs, type Inputs } from '../encoders/input-batches.js';
import { type ConceptScore, checkScore, isScore } from '../scores/concept-score.js';
import { scoreOf } from '../scores/score-of.js';
import { checkExplainer } from './check-explainer.js';
import { type BatchResult, explainBatch } from './explain-batch.js';
import type { ExplainOptions } from './explain-options.js';
import type { Explainer } from './explainer.js';
import type { Explanation } from './explanation.js';
import { combinationsOf, latentDimensions, weightedExplanations } from './many-concepts.js';
import { batchSizeWithin } from './memory-budget.js';
import { checkpoint, type Run } from './run.js';

/**
 * Concept scores and concept saliency maps of inputs: which features carry the concept, by the explainer's method.
 *
 * Works batch by batch; several concepts share the forward passes. Where there are more concepts than latent dimensions and the
 * method is linear in the concept, the dimensions are explained in their stead, and a concept's map is made of theirs when it
 * is first looked at: it takes memory (4 bytes a feature and input) from then on, and a spread of such an explanation leaves
 * out what was not looked at. All results are on the host, so the caller owns no
 * device memory; after an abort or an error nothing is left allocated.
 *
 * @param concept a concept vector, scored by its dot product with the latent, or any {@link ConceptScore}, as
 *   `cosine(concept)`.
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed: it must not change while the run goes on.
 * @param explainer the attribution method, for example `gradient()` of `@csm/explainers`. There is no default: which
 *   method is a scientific choice.
 * @returns one explanation for one concept, or one a concept for an array of them.
 * @throws before any work if the inputs have another shape, are empty or not finite, a concept has another size
 *   than the latent, or the method cannot explain this encoder or score.
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
  checkEncoder('explain', encoder);
  checkExplainer('explain', explainer);
  const single = !Array.isArray(concepts);
  const list = (single ? [concepts] : concepts) as readonly (ConceptVector | ConceptScore)[];
  const { memory, signal, onProgress } = options;
  checkWatchers('explain', options);
  const onWarning = once(options.onWarning ?? console.warn);
  if (memory !== undefined && options.batchSize !== undefined) {
    throw new Error('explain: give batchSize or memory, not both.');
  }
  // Where it takes fewer passes to explain the latent's dimensions, and gives the same.
  const fewer = explainer.linear === true && list.length > encoder.latentSize;
  const combinations = fewer ? combinationsOf(list, encoder.latentSize) : undefined;
  const scores = combinations
    ? latentDimensions(encoder.latentSize)
    : checkedScores(list, encoder.latentSize);
  const batchSize =
    memory === undefined
      ? (options.batchSize ?? 8)
      : batchSizeWithin(memory, encoder, explainer, scores.length);
  checkBatchSize('explain', batchSize);
  signal?.throwIfAborted();
  const checked = await checkInputs('explain', inputs, encoder.inputShape);
  checkEncoderSamples('explain', encoder, checked.count);
  for (const score of scores) checkSamples(score, checked.count);
  explainer.check?.({ encoder, scores }, onWarning);

  const results = scores.map(() => new Map<keyof BatchResult, Float32Array>());
  const pause = eventLoopYielder();
  for (let start = 0; start < checked.count; start += batchSize) {
    const size = Math.min(batchSize, checked.count - start);
    const run: Run = {
      signal,
      pause,
      onWarning,
      onProgress: onProgress && ((share) => onProgress({ done: start + share * size, total: checked.count })),
      firstSample: start,
    };
    await checkpoint(run);
    const target = {
      encoder: encoder.slice?.(start, size) ?? encoder,
      scores: scores.map((score) => score.slice?.(start, size) ?? score),
    };
    const batch = batchTensor(checked, start, size, encoder.inputShape);
    const found = await explainBatch(target, batch, explainer, run);
    found.forEach((result, k) => {
      collect(results[k]!, result, start, size, checked.count);
    });
    onProgress?.({ done: start + size, total: checked.count });
  }
  const found = scores.map((score, k): Explanation => {
    const result = results[k]!;
    const perSample = (key: keyof BatchResult) => ndarray(result.get(key)!, [checked.count]);
    const perFeature = (key: keyof BatchResult) =>
      ndarray(result.get(key)!, [checked.count, ...encoder.inputShape]);
    return {
      name: score.name,
      ...(encoder.layout && { layout: encoder.layout }),
      score,
      explainer: explainer.name,
      scores: perSample('scores'),
      maps: perFeature('maps'),
      ...(result.has('completenessGaps') && { completenessGaps: perSample('completenessGaps') }),
      ...(result.has('standardErrors') && { standardErrors: perFeature('standardErrors') }),
    };
  });
  warnIfZero(found, combinations !== undefined, onWarning);
  const explanations = combinations ? weightedExplanations(combinations, found) : found;
  return single ? explanations[0]! : explanations;
}

/** Tells of each message once: a method may meet the same doubt in every batch and pass. */
function once(onWarning: (message: string) => void): (message: string) => void {
  const told = new Set<string>();
  return (message) => {
    if (told.has(message)) return;
    told.add(message);
    onWarning(message);
  };
}

/** Puts a batch's numbers at their place among those of all samples. */
function collect(
  into: Map<keyof BatchResult, Float32Array>,
  result: BatchResult,
  start: number,
  size: number,
  count: number,
): void {
  for (const [name, values] of Object.entries(result) as [keyof BatchResult, Float32Array][]) {
    const each = values.length / size;
    const all = into.get(name) ?? new Float32Array(count * each);
    all.set(values, start * each);
    into.set(name, all);
  }
}

function checkedScores(
  concepts: readonly (ConceptVector | ConceptScore)[],
  latentSize: number,
): ConceptScore[] {
  if (concepts.length === 0) throw new Error('explain: got no concepts; give at least one.');
  return concepts.map((concept) => {
    if (!isScore(concept)) checkConcept('explain', concept);
    const score = scoreOf(concept);
    checkScore('explain', score);
    if (score.latentSize !== latentSize) {
      throw new Error(
        `explain: concept "${score.name}" has ${score.latentSize} components; the encoder's latent size is ${latentSize}.`,
      );
    }
    return score;
  });
}

function checkSamples({ name, samples }: ConceptScore, count: number): void {
  if (samples === undefined || samples === count) return;
  throw new Error(`explain: "${name}" is for ${samples} samples; got ${count} inputs.`);
}

/** Of latent dimensions, some may well have zero maps: the encoder has dead ones. All of them may not. */
function warnIfZero(
  found: readonly Explanation[],
  byDimension: boolean,
  onWarning: (message: string) => void,
): void {
  const zero = found.filter(({ maps }) => !maps.data.some((value) => value !== 0));
  if (byDimension && zero.length < found.length) return;
  if (byDimension) {
    const { explainer } = found[0]!;
    onWarning(
      `explain: the maps of all concepts by ${explainer} are zero everywhere: nothing was attributed.`,
    );
    return;
  }
  for (const { name, explainer } of zero) {
    onWarning(`explain: the maps of "${name}" by ${explainer} are zero everywhere: nothing was attributed.`);
  }
}
