import { checkBatchSize, checkWatchers, eventLoopYielder, invalidArgument, warnOnce } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { checkEncoderSamples } from '../encoders/check-encoder.js';
import type { Encoder } from '../encoders/encoder.js';
import { batchTensor, checkInputs, type Inputs } from '../encoders/input-batches.js';
import { checkReproducible } from '../encoders/probe/check-reproducible.js';
import { checkDraw, drawnBatch, type PosteriorDraw, runWithDraw } from '../posterior/posterior-draw.js';
import type { ConceptScore } from '../scores/concept-score.js';
import { completenessCheck } from './completeness-check.js';
import { type BatchResult, explainBatch } from './explain-batch.js';
import type { ExplainOptions } from './explain-options.js';
import type { Explainer, Target } from './explainer.js';
import { type Extremes, extremesOf } from './extremes.js';
import { batchSizeWithin } from './memory-budget.js';
import { checkpoint, type Run } from './run.js';

/** The numbers of an explanation, without the names. */
export interface Attributed {
  readonly scores: NdArray<Float32Array>;
  readonly maps: NdArray<Float32Array>;
  readonly completenessGaps?: NdArray<Float32Array>;
  readonly standardErrors?: NdArray<Float32Array>;
}

/**
 * Attributes scores to inputs batch by batch, on the host: what `explain` does, without names, for any shape of the maps.
 * @param caller name of the function; errors begin with it.
 * @param mapShape shape of one map, without the axis of samples. Default: the input's; that of a hidden layer for methods that attribute
 *   the score to it.
 * @returns scores `[n]` and maps `[n, ...mapShape]` per score.
 * @category Write an explainer
 */
export async function explainScores(
  caller: string,
  encoder: Encoder,
  scores: readonly ConceptScore[],
  inputs: Inputs,
  explainer: Explainer,
  options: ExplainOptions,
  mapShape: readonly number[] = encoder.inputShape,
): Promise<Attributed[]> {
  const { memory, sample, signal, onProgress } = options;
  checkWatchers(caller, options);
  const onWarning = warnOnce(options.onWarning ?? console.warn);
  if (memory !== undefined && options.batchSize !== undefined) {
    throw invalidArgument(
      `${caller}: expected batchSize or memory, not both; got ${options.batchSize} and ${memory}.`,
    );
  }
  const batchSize =
    memory === undefined
      ? (options.batchSize ?? 8)
      : batchSizeWithin(caller, memory, encoder, explainer, scores.length);
  checkBatchSize(caller, batchSize);
  signal?.throwIfAborted();
  const checked = await checkInputs(caller, inputs, encoder.inputShape);
  const { count } = checked;
  checkEncoderSamples(caller, encoder, count);
  for (const score of scores) checkScoreSamples(caller, score, count);
  checkDraw(caller, encoder, sample);
  checkTarget(caller, { encoder, scores }, explainer, sample, onWarning);

  await checkReproducible(caller, encoder, checked, { batchSize, signal, trace: true });
  const results = scores.map(() => new Map<keyof BatchResult, Float32Array>());
  const pause = eventLoopYielder();
  const completeness = completenessCheck();
  let whole: Extremes | undefined;
  const extremes = () => {
    whole ??= extremesOf(checked);
    return whole;
  };
  for (let start = 0; start < count; start += batchSize) {
    const size = Math.min(batchSize, count - start);
    const run: Run = {
      signal,
      pause,
      onWarning,
      reportCompleteness: (report) => completeness.add(report, start),
      onProgress:
        onProgress &&
        (({ done, total }) => onProgress({ done: start + (size * done) / total, total: count })),
      firstSample: start,
      samples: count,
      extremes,
    };
    await checkpoint(run);
    const part = drawnBatch(caller, encoder, start, size, sample);
    try {
      const target = {
        encoder: part.encoder,
        scores: scores.map((score) => score.slice?.(start, size) ?? score),
      };
      const batch = batchTensor(checked, start, size, encoder.inputShape);
      const found = await explainBatch(caller, target, batch, explainer, runWithDraw(run, sample), mapShape);
      for (const [k, result] of found.entries()) collect(results[k], result, start, size, count);
    } finally {
      part.dispose();
    }
    onProgress?.({ done: start + size, total: count });
  }
  completeness.warn(onWarning);
  return results.map((result) => attributed(result, count, mapShape));
}

/** Lets the method check the encoder that it explains, which may be that of a draw. */
function checkTarget(
  caller: string,
  { encoder, scores }: Target,
  explainer: Explainer,
  sample: PosteriorDraw | undefined,
  onWarning: (message: string) => void,
): void {
  if (sample === undefined) {
    explainer.check?.({ encoder, scores }, onWarning);
    return;
  }
  const part = drawnBatch(caller, encoder, 0, 1, sample);
  try {
    explainer.check?.({ encoder: part.encoder, scores }, onWarning);
  } finally {
    part.dispose();
  }
}

/** Copies a batch's numbers to their position among those of all samples. */
function collect(
  into: Map<keyof BatchResult, Float32Array> | undefined,
  result: BatchResult,
  start: number,
  size: number,
  count: number,
): void {
  for (const [name, values] of Object.entries(result) as [keyof BatchResult, Float32Array][]) {
    const each = values.length / size;
    const all = into?.get(name) ?? new Float32Array(count * each);
    all.set(values, start * each);
    into?.set(name, all);
  }
}

function attributed(
  result: ReadonlyMap<keyof BatchResult, Float32Array>,
  count: number,
  mapShape: readonly number[],
): Attributed {
  const array = (key: keyof BatchResult, shape: readonly number[]) =>
    ndarray(result.get(key) ?? new Float32Array(0), [...shape]);
  const [perSample, perFeature] = [[count], [count, ...mapShape]];
  return {
    scores: array('scores', perSample),
    maps: array('maps', perFeature),
    ...(result.has('completenessGaps') && { completenessGaps: array('completenessGaps', perSample) }),
    ...(result.has('standardErrors') && { standardErrors: array('standardErrors', perFeature) }),
  };
}

function checkScoreSamples(caller: string, { name, samples }: ConceptScore, count: number): void {
  if (samples === undefined || samples === count) return;
  throw invalidArgument(`${caller}: expected ${samples} inputs, which score "${name}" is for; got ${count}.`);
}
