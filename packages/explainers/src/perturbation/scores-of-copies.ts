import { largest } from '@csm/base';
import type { Run, Target } from '@csm/core/extend';
import { type Perturbations, perturbedScores } from './perturbed-scores.js';

/** Perturbed copies of the samples of a batch; samples may differ in their number of copies. */
export interface Copies extends Omit<Perturbations, 'count'> {
  /** Number of copies of each sample. `write` is called for the largest number; scores of copies beyond a sample's own number are dropped. */
  readonly counts: readonly number[];
}

/**
 * The scores of perturbed copies of a batch: for each score and sample, those of its copies.
 * @param shape of the batch.
 */
export async function scoresOfCopies(
  target: Target,
  shape: readonly number[],
  { counts, atOnce, write }: Copies,
  run: Run,
): Promise<Float64Array[][]> {
  const scores = target.scores.map(() => counts.map((count) => new Float64Array(count)));
  const perturbations = { count: largest(counts), atOnce, write };
  await perturbedScores(target, shape, perturbations, run, (copy, sample, score, value) => {
    const ofSample = scores[score]?.[sample];
    if (ofSample && copy < ofSample.length) ofSample[copy] = value;
  });
  return scores;
}
