import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import ndarray, { type NdArray } from 'ndarray';
import { checkBatchSize, checkEncoder, checkExplainer, checkFinite } from './check-arguments.js';
import { type ConceptVector, checkConcept } from './concept.js';
import type { Encoder } from './encoder.js';
import type { Explainer } from './explainer.js';
import { batchTensor, checkInputs, type Inputs } from './input-batches.js';
import { checkpoint, pauser, type Run } from './run.js';
import { type ConceptScore, dotProduct } from './score.js';

/** How far a long run is. */
export interface Progress {
  /** Samples done; counts shares of the batch that is being worked on. */
  readonly done: number;
  /** Samples in all. */
  readonly total: number;
}

/** Options of {@link explain} and {@link encode}. */
export interface ExplainOptions {
  /** Samples that go through the encoder at a time; memory grows with it. Default 8. */
  batchSize?: number | undefined;
  /** Stops the run; the promise rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** Scores and maps of one concept. */
export interface Explanation {
  readonly concept: ConceptVector;
  /** Name of the explainer. */
  readonly explainer: string;
  /** Concept score of each input, `[n]`. */
  readonly scores: NdArray<Float32Array>;
  /** Concept saliency map of each input, `[n, ...inputShape]`: how the method attributes the score to the features. */
  readonly maps: NdArray<Float32Array>;
}

/**
 * Concept scores and concept saliency maps of inputs: which features carry the concept, by the explainer's method.
 *
 * Works batch by batch; several concepts share the forward passes. All results are on the host, so the caller owns no
 * device memory; after an abort or an error nothing is left allocated.
 *
 * @param inputs ndarray or tensor `[n, ...inputShape]`, borrowed: it must not change while the run goes on.
 * @param explainer the attribution method, for example `gradient()` of `@csm/explainers`. There is no default: which
 *   method is a scientific choice.
 * @returns one explanation for one concept, or one a concept for an array of them.
 * @throws before any work if the inputs have another shape, are empty or not finite, or a concept has another size
 *   than the latent.
 */
export async function explain(
  encoder: Encoder,
  concept: ConceptVector,
  inputs: Inputs,
  explainer: Explainer,
  options?: ExplainOptions,
): Promise<Explanation>;
export async function explain(
  encoder: Encoder,
  concepts: readonly ConceptVector[],
  inputs: Inputs,
  explainer: Explainer,
  options?: ExplainOptions,
): Promise<Explanation[]>;
export async function explain(
  encoder: Encoder,
  concepts: ConceptVector | readonly ConceptVector[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions = {},
): Promise<Explanation | Explanation[]> {
  checkEncoder('explain', encoder);
  checkExplainer('explain', explainer);
  const single = !Array.isArray(concepts);
  const list = (single ? [concepts] : concepts) as readonly ConceptVector[];
  const { batchSize = 8 } = options;
  checkBatchSize('explain', batchSize);
  checkConcepts(list, encoder.latentSize);
  options.signal?.throwIfAborted();
  const checked = await checkInputs('explain', inputs, encoder.inputShape);

  const scores = list.map(dotProduct);
  const results = list.map((concept) => ({
    concept,
    scores: new Float32Array(checked.count),
    maps: new Float32Array(checked.count * checked.sampleSize),
  }));
  const pause = pauser();
  for (let start = 0; start < checked.count; start += batchSize) {
    const size = Math.min(batchSize, checked.count - start);
    const run = runOfBatch(options, pause, start, size, checked.count);
    await checkpoint(run);
    const batch = await explainBatch(
      encoder,
      scores,
      batchTensor(checked, start, size, encoder.inputShape),
      explainer,
      run,
    );
    results.forEach((result, k) => {
      checkFinite(`explain: concept "${result.concept.name}", score`, batch[k]!.scores, 1, start);
      checkFinite(
        `explain: concept "${result.concept.name}", map`,
        batch[k]!.maps,
        checked.sampleSize,
        start,
      );
      result.scores.set(batch[k]!.scores, start);
      result.maps.set(batch[k]!.maps, start * checked.sampleSize);
    });
    options.onProgress?.({ done: start + size, total: checked.count });
  }
  const explanations = results.map((result) => ({
    concept: result.concept,
    explainer: explainer.name,
    scores: ndarray(result.scores, [checked.count]),
    maps: ndarray(result.maps, [checked.count, ...encoder.inputShape]),
  }));
  return single ? explanations[0]! : explanations;
}

/** Explains one batch and disposes everything, the batch included. */
async function explainBatch(
  encoder: Encoder,
  scores: readonly ConceptScore[],
  inputs: Tensor,
  explainer: Explainer,
  run: Run,
): Promise<{ scores: Float32Array; maps: Float32Array }[]> {
  const owned: Tensor[] = [inputs];
  try {
    const { maps, latent } = await explainer.attribute({ encoder, scores }, inputs, run);
    owned.push(...maps);
    if (latent) owned.push(latent);
    checkMaps(explainer, maps, scores.length, inputs);
    const z: Tensor2D = latent ?? encoder.encode(inputs);
    if (!latent) owned.push(z);
    const values = scores.map((score) => {
      const value = score.value(z);
      owned.push(value);
      return value;
    });
    return await Promise.all(
      scores.map(async (_, k) => ({
        scores: (await values[k]!.data()) as Float32Array,
        maps: (await maps[k]!.data()) as Float32Array,
      })),
    );
  } finally {
    for (const t of owned) t.dispose();
  }
}

function runOfBatch(
  { signal, onProgress }: ExplainOptions,
  pause: () => Promise<void>,
  start: number,
  size: number,
  total: number,
): Run {
  const onShare = onProgress && ((share: number) => onProgress({ done: start + share * size, total }));
  return { signal, pause, onProgress: onShare, firstSample: start };
}

function checkConcepts(concepts: readonly ConceptVector[], latentSize: number): void {
  if (concepts.length === 0) throw new Error('explain: got no concepts; give at least one.');
  for (const concept of concepts) {
    checkConcept('explain', concept);
    if (concept.vector.length !== latentSize) {
      throw new Error(
        `explain: concept "${concept.name}" has ${concept.vector.length} components; the encoder's latent size is ${latentSize}.`,
      );
    }
  }
}

function checkMaps(explainer: Explainer, maps: readonly Tensor[], count: number, inputs: Tensor): void {
  const wrong = maps.find((map) => `${map.shape}` !== `${inputs.shape}`);
  if (maps.length === count && !wrong) return;
  throw new Error(
    `explain: explainer "${explainer.name}" must return one map a score, each of shape [${inputs.shape}]: ` +
      `expected ${count}, got ${maps.length}${wrong ? `, one of shape [${wrong.shape}]` : ''}.`,
  );
}
