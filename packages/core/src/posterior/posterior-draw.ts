import { checkCount, checkSeed, invalidArgument, typeName } from '@csm/base';
import type { Tensor2D } from '@tensorflow/tfjs-core';
import type { Encoder } from '../encoders/encoder.js';
import type { Run } from '../explain/run.js';
import { type DrawKey, runOfDraw, sampleNoise } from '../random/seeded-draws.js';
import { sampledEncoder } from './sampled-encoder.js';

/**
 * One draw of the posterior per input, z = μ(x) + σ(x) ⊙ ε, instead of its mean. ε is standard normal and depends only on the
 * seed and on the index of the input: it is the same for any batch size, method and backend. It is the first draw of
 * `posteriorAverage` with the same seed.
 */
export interface PosteriorDraw {
  /** Seed of ε, 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  /**
   * Index of the first input in the whole set, if the inputs are a part of it: `encode` of inputs 0 to 99, then of 100 to 199 with
   * `firstSample: 100`, gives the draws of one call for all. The noise of methods such as SmoothGrad follows it too. Default 0.
   */
  readonly firstSample?: number | undefined;
}

/** The names of the options, for `checkOptions`. */
export const POSTERIOR_DRAW_NAMES = { seed: true, firstSample: true } as const;

/** @throws unless the draw is valid and the encoder knows its posterior. */
export function checkDraw(caller: string, encoder: Encoder, sample: PosteriorDraw | undefined): void {
  if (sample === undefined) return;
  if (typeof sample !== 'object' || sample === null || Array.isArray(sample)) {
    throw invalidArgument(
      `${caller}: sample must be an object, such as { seed: 1 }; got ${typeName(sample)}.`,
    );
  }
  const { seed = 0, firstSample = 0 } = sample;
  checkSeed(caller, seed);
  checkCount(caller, 'sample.firstSample', firstSample, { min: 0 });
  const batch = drawnBatch(caller, encoder, 0, 1, sample);
  batch.dispose();
}

/** The encoder of one batch. */
export interface DrawnBatch {
  readonly encoder: Encoder;
  /** Frees the noise; the encoder must not be used afterwards. */
  dispose(): void;
}

/** The encoder of samples `start` to `start + size`: that of the mean, or that of the draw if one is requested. */
export function drawnBatch(
  caller: string,
  encoder: Encoder,
  start: number,
  size: number,
  sample: PosteriorDraw | undefined,
): DrawnBatch {
  const part = encoder.slice?.(start, size) ?? encoder;
  if (sample === undefined) return { encoder: part, dispose: () => {} };
  const { firstSample = 0 } = sample;
  const run = { firstSample: firstSample + start };
  const noise = sampleNoise(size, [encoder.latentSize], keyOf(sample, run)) as Tensor2D;
  try {
    const drawn = sampledEncoder(caller, part, noise);
    return { encoder: refusesSamples(caller, drawn), dispose: () => noise.dispose() };
  } catch (error) {
    noise.dispose();
    throw error;
  }
}

/** The run of a method for a draw. The method's random numbers are independent of ε, and also depend on the index in the whole set. */
export function runWithDraw(run: Run, sample: PosteriorDraw | undefined): Run {
  if (sample === undefined) return run;
  const firstSample = (run.firstSample ?? 0) + (sample.firstSample ?? 0);
  return { ...runOfDraw(keyOf(sample, run)), firstSample };
}

function keyOf({ seed = 0 }: PosteriorDraw, run: Run): DrawKey {
  return { seed, draw: 0, run };
}

/** The same encoder, which refuses to be sampled once more, as `posteriorAverage` would. */
function refusesSamples(caller: string, encoder: Encoder): Encoder {
  return {
    ...encoder,
    sampled() {
      throw invalidArgument(
        `${caller}: the posterior must be sampled once; the option sample draws one z, and the method draws others; leave out ` +
          'sample, or posteriorAverage.',
      );
    },
  };
}
