import { keyedRandom } from '@csm/base';
import type { Run } from '@csm/core/extend';
import { randomNormal, stack, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** Identifies a draw. The same key gives the same numbers in every run; different keys give independent ones. */
export interface DrawKey {
  readonly seed: number;
  readonly draw: number;
  readonly run: Run;
}

/**
 * Draws standard normal noise for a batch, `[batch, ...shape]`, the caller's. The noise of a sample depends only on the key and
 * on the sample's index in the whole run, not on the batch that the sample is in.
 */
export function sampleNoise(batch: number, shape: readonly number[], key: DrawKey): Tensor {
  // 1 + u: tfjs treats a seed of 0 as no seed.
  return tidy(() =>
    stack(
      Array.from({ length: batch }, (_, sample) =>
        randomNormal([...shape], 0, 1, 'float32', 1 + sampleRandom('noise', key, sample)()),
      ),
    ),
  );
}

/**
 * Uniform random numbers in [0, 1), a separate stream for each purpose, key and sample.
 * @param sample index of the sample in the batch.
 */
export function sampleRandom(purpose: string, { seed, draw, run }: DrawKey, sample: number): () => number {
  const { stream = '', firstSample = 0 } = run;
  return keyedRandom(purpose, `${stream}${seed}`, draw, firstSample + sample);
}

/** The run of the inner method for one draw: its own draws are independent of the outer method's. */
export function runOfDraw({ seed, draw, run }: DrawKey): Run {
  return { ...run, stream: `${run.stream ?? ''}${seed}.${draw}:` };
}
