import {
  checkBatchSize,
  checkOptions,
  checkSignal,
  contiguous,
  invalidArgument,
  rows,
  size as sizeOf,
  typeName,
} from '@csm/base';
import {
  type ConceptScore,
  type ConceptVector,
  dotProduct,
  type EncodeOptions,
  type Encoder,
} from '@csm/core';
import { checkEncoder, checkpoint, checkReproducible } from '@csm/core/extend';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { stackRows } from '../maps/stack-rows.js';

/**
 * Concept scores of inputs `[n, ...inputShape]`, one number per input; faithfulness is measured with respect to
 * these.
 */
export type ScoreFunction = (inputs: NdArray<Float32Array>) => Promise<ArrayLike<number>> | ArrayLike<number>;

/**
 * Makes a function on the host from a concept score; it works batch by batch.
 * @param concept a concept vector, scored by its dot product, or any score.
 * @throws if the score is for another latent size than the encoder's, or an option is unknown or out of range; when
 * called, if the encoder or the score is for another number of inputs, if the encoder draws random numbers, or if it mixes the
 * samples of a batch and `batchSize` is not 1.
 * @category Faithfulness
 */
export function scoreFunction(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  options: Pick<EncodeOptions, 'batchSize' | 'signal'> = {},
): ScoreFunction {
  const caller = 'scoreFunction';
  checkOptions(caller, options, { batchSize: true, signal: true });
  const { batchSize = 32, signal } = options;
  checkBatchSize(caller, batchSize);
  checkSignal(caller, signal);
  checkEncoder(caller, encoder);
  if (typeof concept !== 'object' || concept === null) {
    throw invalidArgument(
      `${caller}: expected a concept vector or a concept score; got ${typeName(concept)}.`,
    );
  }
  const score = 'vector' in concept ? dotProduct(concept) : concept;
  if (score.latentSize !== encoder.latentSize) {
    throw invalidArgument(
      `${caller}: "${score.name}" is for ${score.latentSize} latent dimensions; the encoder has ${encoder.latentSize}.`,
    );
  }
  return async (inputs) => {
    const samples = [...rows(inputs)];
    for (const perSample of [encoder, score]) {
      if (perSample.samples === undefined || perSample.samples === samples.length) continue;
      const what = perSample === encoder ? 'encoder' : 'score';
      throw invalidArgument(
        `${caller}: expected ${perSample.samples} inputs, which the ${what} is for; got ${samples.length}.`,
      );
    }
    if (samples.length > 0) {
      const values = { values: contiguous(inputs), sampleSize: sizeOf(encoder.inputShape) };
      await checkReproducible(caller, encoder, values, { batchSize, signal });
    }
    const scores = new Float32Array(samples.length);
    for (let start = 0; start < samples.length; start += batchSize) {
      await checkpoint({ signal });
      const part = stackRows(samples.slice(start, start + batchSize), encoder.inputShape);
      const [size = 0] = part.shape;
      const batch = tensor(part.data, part.shape);
      const batchEncoder = encoder.slice?.(start, size) ?? encoder;
      const batchScore = score.slice?.(start, size) ?? score;
      scores.set(await batchScores(batchEncoder, batchScore, batch).finally(() => batch.dispose()), start);
    }
    return scores;
  };
}

async function batchScores(encoder: Encoder, score: ConceptScore, batch: Tensor): Promise<Float32Array> {
  const latent = await encoder.encode(batch);
  try {
    const values = score.value(latent);
    return await values.data<'float32'>().finally(() => values.dispose());
  } finally {
    latent.dispose();
  }
}

/** Scores of inputs. @throws unless the function returns one number per input. */
export async function scoresOf(
  caller: string,
  score: ScoreFunction,
  inputs: NdArray<Float32Array>,
): Promise<Float64Array> {
  const scores = await score(inputs);
  if (scores?.length === inputs.shape[0]) return Float64Array.from(scores);
  throw invalidArgument(
    `${caller}: the score function must return one number per input, ${inputs.shape[0]}; got ${scores?.length}.`,
  );
}
