import {
  type ConceptScore,
  type ConceptVector,
  checkpoint,
  dotProduct,
  type EncodeOptions,
  type Encoder,
} from '@csm/core';
import { dispose, tensor } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { checkCount } from '../maps/check.js';
import { rowsOf } from '../maps/maps.js';

/** Concept scores of inputs `[n, ...inputShape]`, a number each: what faithfulness is measured against. */
export type ScoreFunction = (inputs: NdArray<Float32Array>) => Promise<ArrayLike<number>> | ArrayLike<number>;

/**
 * The concept score as a function on the host, batch by batch.
 * @param concept a concept vector, scored by its dot product, or any score that is the same for every sample.
 */
export function scoreFunction(
  encoder: Encoder,
  concept: ConceptVector | ConceptScore,
  options: Pick<EncodeOptions, 'batchSize' | 'signal'> = {},
): ScoreFunction {
  const { batchSize = 32, signal } = options;
  checkCount('scoreFunction', 'batchSize', batchSize);
  const score = 'vector' in concept ? dotProduct(concept) : concept;
  if (score.latentSize !== encoder.latentSize) {
    throw new Error(
      `scoreFunction: "${score.name}" is for ${score.latentSize} latent dimensions; the encoder has ${encoder.latentSize}.`,
    );
  }
  return async (inputs) => {
    const rows = rowsOf(inputs);
    const scores = new Float32Array(rows.length);
    for (let start = 0; start < rows.length; start += batchSize) {
      await checkpoint({ signal });
      const part = rows.slice(start, start + batchSize);
      const values = new Float32Array(part.length * part[0]!.length);
      part.forEach((row, i) => {
        values.set(row, i * row.length);
      });
      const batch = tensor(values, [part.length, ...encoder.inputShape]);
      const latent = await encoder.encode(batch);
      const found = score.value(latent);
      scores.set(await found.data<'float32'>().finally(() => dispose([batch, latent, found])), start);
    }
    return scores;
  };
}
