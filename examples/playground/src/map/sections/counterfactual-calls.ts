import { conceptScores, encode, explain } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { decoderMap } from '@csm/explainers';
import type { RgbaImage } from '@csm/render';
import ndarray, { type NdArray } from 'ndarray';
import { inJob, type JobId, type JobRun } from '../../session/in-job.js';
import { currentConcept, currentModel } from '../../session/session.js';
import { type Bar, largestBars } from '../bars.js';
import { minus } from '../copied.js';
import { type DrawnPictures, drawInput, drawPictures, rangeOf } from '../draw.js';

/** An input and what it would be on the other side of the concept. */
export interface CounterfactualPair {
  readonly input: number;
  readonly score: number;
  /** The score to which the latent was moved: the mean of the examples on the other side. */
  readonly target: number;
  /** The score that the encoder gives to the counterfactual. */
  readonly reached: number;
  /** The index of the real input that stands for the counterfactual where there is no decoder. */
  readonly real?: number;
  readonly pictures?: {
    readonly original: RgbaImage;
    readonly counterfactual: RgbaImage;
    readonly difference: DrawnPictures;
  };
  /** For rows: the largest differences. */
  readonly differences?: readonly Bar[];
  readonly warnings: readonly string[];
}

export const counterfactualCalls = {
  counterfactual: (input: number, job: JobId): Promise<CounterfactualPair> =>
    inJob(job, async (run) => {
      const { encoder, inputs, latents, decoder } = currentModel();
      const { vector } = currentConcept();
      const scores = [...conceptScores(latents, [vector]).data];
      const score = scores[input]!;
      const target = otherSide(scores, score);
      const warnings: string[] = [];
      const original = selectSamples(inputs, [input]).pick(0);
      const real = decoder ? undefined : nearest(input, (target - score) / squaredNorm(vector.vector));
      const counterfactual =
        real === undefined
          ? await withoutConcept(input, target, run, warnings)
          : selectSamples(inputs, [real]).pick(0);
      const batch = ndarray(counterfactual.data, [1, ...counterfactual.shape]);
      const encoded = await encode(encoder, batch, { signal: run.signal });
      const difference = minus(original, counterfactual);
      return {
        input,
        score,
        target,
        reached: conceptScores(encoded, [vector]).get(0, 0),
        ...(real !== undefined && { real }),
        ...(encoder.inputShape.length === 3
          ? {
              pictures: {
                original: drawInput(original),
                counterfactual: drawInput(counterfactual),
                difference: drawPictures(original, difference, {
                  channels: 'maxAbs',
                  sign: 'signed',
                  overlay: 0.9,
                }),
              },
            }
          : { differences: largestBars(difference) }),
        warnings,
      };
    }),
};

/** The mean score of the examples on the other side; without examples, of all inputs beyond the mean score. */
function otherSide(scores: readonly number[], score: number): number {
  const concept = currentConcept();
  const mean = (rows: readonly number[]) => rows.reduce((sum, row) => sum + scores[row]!, 0) / rows.length;
  const all = scores.map((_, row) => row);
  const middle = mean(all);
  const hasExamples = concept.with.length > 0 && concept.without.length > 0;
  const high = mean(hasExamples ? concept.with : all.filter((row) => scores[row]! >= middle));
  const low = mean(hasExamples ? concept.without : all.filter((row) => scores[row]! <= middle));
  return score > (high + low) / 2 ? low : high;
}

/** The input without the decoder's picture of the concept, within the range of the inputs. */
async function withoutConcept(
  input: number,
  targetScore: number,
  run: JobRun,
  warnings: string[],
): Promise<NdArray<Float32Array>> {
  const { encoder, inputs, decoder } = currentModel();
  const one = selectSamples(inputs, [input]);
  const { maps } = await explain(
    encoder,
    currentConcept().vector,
    one,
    decoderMap({ decoder: decoder!, targetScore }),
    { ...run, onWarning: (warning) => warnings.push(warning) },
  );
  const result = minus(one.pick(0), maps.pick(0));
  const [low, high] = rangeOf(inputs);
  result.data.forEach((value, i) => {
    result.data[i] = Math.min(high, Math.max(low, value));
  });
  return result;
}

/** The other input whose latent is nearest to this input's latent moved by `alpha` concept vectors. */
function nearest(input: number, alpha: number): number {
  const { latents } = currentModel();
  const { vector } = currentConcept().vector;
  const [count = 0, size = 0] = latents.shape;
  let [best, least] = [input, Number.POSITIVE_INFINITY];
  for (let row = 0; row < count; row++) {
    let distance = 0;
    for (let d = 0; d < size; d++) {
      distance += (latents.get(row, d) - latents.get(input, d) - alpha * vector[d]!) ** 2;
    }
    if (row !== input && distance < least) [best, least] = [row, distance];
  }
  return best;
}

const squaredNorm = (vector: Float32Array) => vector.reduce((sum, value) => sum + value * value, 0);
