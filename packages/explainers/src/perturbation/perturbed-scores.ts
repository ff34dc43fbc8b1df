import type { Run, Target } from '@csm/core/extend';
import { tensor } from '@tensorflow/tfjs-core';
import { scoresOf } from '../attribution/scores-of.js';

/** Perturbed copies of the samples of a batch. */
export interface Perturbations {
  /** Number of copies of each sample. */
  readonly count: number;
  /** Number of copies that go through the encoder together. */
  readonly atOnce: number;
  /** Writes a copy of a sample: all its numbers. */
  write(copy: number, sample: number, into: Float32Array): void;
}

/**
 * The scores of perturbed copies of a batch.
 * @param shape of the batch.
 * @param visit called with the score of each copy of each sample, for each score.
 */
export async function perturbedScores(
  target: Target,
  shape: readonly number[],
  { count, atOnce, write }: Perturbations,
  run: Run,
  visit: (copy: number, sample: number, score: number, value: number) => void,
): Promise<void> {
  const [batch = 0, ...inputShape] = shape;
  const size = inputShape.reduce((a, b) => a * b, 1);
  for (let first = 0; first < count; first += atOnce) {
    const copies = Math.min(atOnce, count - first);
    const values = new Float32Array(copies * batch * size);
    for (let row = 0; row < copies * batch; row++) {
      write(first + Math.floor(row / batch), row % batch, values.subarray(row * size, (row + 1) * size));
    }
    const inputs = tensor(values, [copies * batch, ...inputShape]);
    const found = await scoresOf(target, inputs, run, copies).finally(() => inputs.dispose());
    for (const [score, ofScore] of found.entries()) {
      for (const [row, value] of ofScore.entries()) {
        visit(first + Math.floor(row / batch), row % batch, score, value);
      }
    }
    run.onProgress?.({ done: first + copies, total: count });
  }
}
