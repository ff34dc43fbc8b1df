import { keyedNormal, keyedRandom, size } from '@csm/base';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Run } from '../explain/run.js';

/** Identifies a draw. The same key gives the same numbers in every run; different keys give independent ones. */
export interface DrawKey {
  readonly seed: number;
  readonly draw: number;
  readonly run: Run;
}

/**
 * Draws standard normal noise for a batch, `[batch, ...shape]`, which the caller must dispose. The noise of a sample
 * depends only on the key and on the sample's index in the whole run, not on the batch that contains the sample.
 *
 * @category Random draws
 */
export function sampleNoise(batch: number, shape: readonly number[], key: DrawKey): Tensor {
  const each = size(shape);
  const noise = new Float32Array(batch * each);
  for (let sample = 0; sample < batch; sample++) {
    const normal = keyedNormal(...partsOf('noise', key, sample));
    for (let i = 0; i < each; i++) noise[sample * each + i] = normal();
  }
  return tensor(noise, [batch, ...shape]);
}

/**
 * Uniform random numbers in [0, 1), a separate stream for each purpose, key and sample.
 * @param sample index of the sample in the batch.
 * @category Random draws
 */
export function sampleRandom(purpose: string, key: DrawKey, sample: number): () => number {
  return keyedRandom(...partsOf(purpose, key, sample));
}

function partsOf(purpose: string, { seed, draw, run }: DrawKey, sample: number): (string | number)[] {
  const { stream = '', firstSample = 0 } = run;
  return [purpose, `${stream}${seed}`, draw, firstSample + sample];
}

/**
 * The run of the inner method for one draw; the inner method's random draws are independent of those of the outer
 * method.
 *
 * @category Random draws
 */
export function runOfDraw({ seed, draw, run }: DrawKey): Run {
  return { ...run, stream: `${run.stream ?? ''}${seed}.${draw}:` };
}

/**
 * Whether a batch is the first one of a run and, within methods that call another one for each of their draws, belongs to the
 * first draw. Methods do checks here that are needed only once in a run.
 *
 * @category Random draws
 */
export function isFirstOfRun({ firstSample = 0, stream = '' }: Run): boolean {
  return firstSample === 0 && /^(\d+\.0:)*$/.test(stream);
}
